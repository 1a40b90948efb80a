import { fromJson } from '@bufbuild/protobuf';
import { optionalSetting } from '../../_env/settings.ts';
import { type Session, type SessionJson, SessionSchema } from '../../../proto/gen/colophon/identity/v1/identity_pb.js';
import { refuse } from '../../_http/refusal.ts';
import { timestamp } from '../built-object.ts';
import { smallReadMs } from '../pool.ts';
import { readOnce, type Tx } from '../transaction.ts';
import { hashOf, newSecret } from './secret.ts';

export type Method = 'password' | 'password_and_passkey' | 'passkey';

/** Where a session is used, for its owner to know it again. */
export interface Place {
  userAgent: string;
  address: string;
}

/** How long ago one must have signed in to decide who may come in. */
const freshMinutes = 15;
/** More browsers than that nobody has; the one that was used least recently goes. */
const mostSessions = 100;

export function limitsInDays(): { idle: number; absolute: number } {
  const days = (name: 'SESSION_IDLE_DAYS' | 'SESSION_ABSOLUTE_DAYS', standard: number) =>
    Number(optionalSetting(name) ?? standard);
  return { idle: days('SESSION_IDLE_DAYS', 7), absolute: days('SESSION_ABSOLUTE_DAYS', 30) };
}

// Its two limits are the first two values of each statement.
const limits = () => Object.values(limitsInDays());
const idleUntil = `last_seen_at + make_interval(days => $1)`;
const expiresAt = `created_at + make_interval(days => $2)`;
const holds = `now() < least(${idleUntil}, ${expiresAt})`;
const isFresh = `authenticated_at > now() - interval '${freshMinutes} minutes'`;

const object = (
  current: string,
) => `json_build_object('id', id, 'method', upper(method), 'createdAt', ${timestamp('created_at')},
  'lastSeenAt', ${timestamp('last_seen_at')}, 'idleUntil', ${timestamp(`(${idleUntil})`)}, 'expiresAt', ${timestamp(`(${expiresAt})`)},
  'userAgent', user_agent, 'address', address, 'isCurrent', id is not distinct from ${current}::uuid, 'isFresh', ${isFresh})`;

/** @returns the session, and the secret that its browser is to show */
export async function openSession(
  tx: Tx,
  accountId: string,
  method: Method,
  place: Place,
): Promise<{ token: string; session: Session }> {
  const token = newSecret();
  await tx.query({
    name: 'clear-sessions',
    text: `delete from colophon.sessions where not (${holds})
      or id in (select id from colophon.sessions order by last_seen_at desc, id desc offset ${mostSessions - 1})`,
    values: limits(),
  });
  const { rows } = await tx.query<{ id: string }>({
    name: 'open-session',
    text: `insert into colophon.sessions (account_id, token_hash, method, user_agent, address) values ($1, $2, $3, $4, $5) returning id`,
    values: [accountId, hashOf(token), method, place.userAgent.slice(0, 500), place.address.slice(0, 100)],
  });
  return { token, session: await showSession(tx, rows[0]!.id) };
}

export interface FoundSession {
  id: string;
  isFresh: boolean;
  /** Its last use was written down long enough ago. */
  isDue: boolean;
}

/** The session of this secret, if it holds. */
export async function findSession(token: string): Promise<FoundSession | undefined> {
  const statement = {
    name: 'find-session',
    text: `select id, ${isFresh} as "isFresh", last_seen_at < now() - interval '1 minute' as "isDue"
      from colophon.sessions where token_hash = $3 and ${holds}`,
  };
  const [found] = await readOnce<FoundSession>('identity', statement, [...limits(), hashOf(token)], smallReadMs);
  return found;
}

/** Once a minute at most, also where many ask at once. */
export async function seeSession(tx: Tx, id: string): Promise<void> {
  await tx.query({
    name: 'see-session',
    text: `update colophon.sessions set last_seen_at = now() where id = $1 and last_seen_at < now() - interval '1 minute'`,
    values: [id],
  });
}

export async function showSession(tx: Tx, id: string): Promise<Session> {
  const { rows } = await tx.query<{ session: SessionJson }>({
    name: 'show-session',
    text: `select ${object('$3')} as session from colophon.sessions where id = $3 and ${holds}`,
    values: [...limits(), id],
  });
  if (!rows[0]) refuse('unauthenticated', 'This session has ended.');
  return fromJson(SessionSchema, rows[0].session);
}

/**
 * Gives the session another secret; the former one holds no longer. At each change of what its owner may do, so that
 * nobody who had seen it keeps it.
 */
export async function renewSession(tx: Tx, id: string, { isSignIn = false } = {}): Promise<string> {
  const token = newSecret();
  const { rowCount } = await tx.query({
    name: 'renew-session',
    text: `update colophon.sessions set token_hash = $2, authenticated_at = case when $3 then now() else authenticated_at end where id = $1`,
    values: [id, hashOf(token), isSignIn],
  });
  if (rowCount === 0) refuse('unauthenticated', 'This session has ended.');
  return token;
}

/** Those that hold; the one that was used last comes first. */
export async function listSessions(current: string | undefined): Promise<SessionJson[]> {
  const statement = {
    name: 'list-sessions',
    text: `select coalesce(json_agg(${object('$3')} order by last_seen_at desc, id desc), '[]') as items from colophon.sessions where ${holds}`,
  };
  const [row] = await readOnce<{ items: SessionJson[] }>('identity', statement, [...limits(), current ?? null]);
  return row!.items;
}

export async function endSession(tx: Tx, id: string): Promise<void> {
  const text = `delete from colophon.sessions where id = $1`;
  const { rowCount } = await tx.query({ name: 'end-session', text, values: [id] });
  if (rowCount === 0) refuse('not-found', `There is no session "${id}".`);
}

/** The one that a browser shows while it signs in anew: whoever knew its secret is not signed in with it. */
export async function endShownSession(tx: Tx, token: string | undefined): Promise<void> {
  if (!token) return;
  const text = `delete from colophon.sessions where token_hash = $1`;
  await tx.query({ name: 'end-shown-session', text, values: [hashOf(token)] });
}

/** All but this one; all, where none is named. */
export async function endOtherSessions(tx: Tx, kept: string | undefined): Promise<void> {
  const text = `delete from colophon.sessions where id is distinct from $1`;
  await tx.query({ name: 'end-other-sessions', text, values: [kept ?? null] });
}
