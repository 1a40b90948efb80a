import { fromJson } from '@bufbuild/protobuf';
import {
  type ApiToken,
  type ApiTokenJson,
  ApiTokenSchema,
} from '../../../proto/gen/colophon/identity/v1/identity_pb.js';
import { refuse } from '../../_http/refusal.ts';
import { timestamp } from '../built-object.ts';
import { smallReadMs } from '../pool.ts';
import { readOnce, type Tx } from '../transaction.ts';
import { hashOf, newSecret } from './secret.ts';

const mostTokens = 100;

export interface FoundToken {
  id: string;
  scopes: string[];
  /** Its last use was written down long enough ago. */
  isDue: boolean;
}

/** The token of this secret, if it holds. */
export async function findToken(token: string): Promise<FoundToken | undefined> {
  const statement = {
    name: 'find-token',
    text: `select id, scopes, coalesce(last_used_at < now() - interval '1 minute', true) as "isDue"
      from colophon.api_tokens where token_hash = $1 and (expires_at is null or expires_at > now())`,
  };
  const [found] = await readOnce<FoundToken>('identity', statement, [hashOf(token)], smallReadMs);
  return found;
}

/** Once a minute at most, also where many ask at once. */
export async function useToken(tx: Tx, id: string): Promise<void> {
  await tx.query({
    name: 'use-token',
    text: `update colophon.api_tokens set last_used_at = now()
      where id = $1 and coalesce(last_used_at < now() - interval '1 minute', true)`,
    values: [id],
  });
}

const object = (current: string) => `json_build_object('id', id, 'name', name, 'prefix', prefix,
  'scopes', (select json_agg(upper(scope) order by scope) from unnest(scopes) scope), 'createdAt', ${timestamp('created_at')},
  'expiresAt', ${timestamp('expires_at')}, 'lastUsedAt', ${timestamp('last_used_at')},
  'isExpired', coalesce(expires_at <= now(), false), 'isCurrent', id is not distinct from ${current}::uuid)`;

const list = {
  name: 'list-api-tokens',
  text: `select coalesce(json_agg(json_strip_nulls(${object('$1')}) order by id desc), '[]') as items from colophon.api_tokens`,
};

/** The latest first; those that have expired, too, for their owner to know. */
export async function listApiTokens(current: string | undefined): Promise<ApiTokenJson[]> {
  const [row] = await readOnce<{ items: ApiTokenJson[] }>('identity', list, [current ?? null]);
  return row!.items;
}

export async function showApiToken(tx: Tx, id: string, current?: string): Promise<ApiToken> {
  const { rows } = await tx.query<{ token: ApiTokenJson }>({
    name: 'show-api-token',
    text: `select json_strip_nulls(${object('$2')}) as token from colophon.api_tokens where id = $1`,
    values: [id, current ?? null],
  });
  if (!rows[0]) refuse('unauthenticated', 'This token has been taken back.');
  return fromJson(ApiTokenSchema, rows[0].token);
}

export interface WantedToken {
  name: string;
  scopes: string[];
  expiresAt: string | undefined;
  /** The token that asks for it, where it is one. */
  parent: string | undefined;
}

/**
 * Makes a token. A token makes none that may do more than itself, or that outlives it: what was handed out for little and
 * for a while stays so.
 * @returns the secret, to be shown once and never kept
 */
export async function createApiToken(
  tx: Tx,
  { name, scopes, expiresAt, parent }: WantedToken,
): Promise<{ token: string; id: string }> {
  await refuseMore(tx, { scopes, expiresAt, parent });
  const token = `colophon_${newSecret()}`;
  const { rows } = await tx.query<{ id: string }>({
    name: 'create-api-token',
    text: `insert into colophon.api_tokens (name, token_hash, prefix, scopes, expires_at)
      select $1, $2, $3, $4, $5 where (select count(*) from colophon.api_tokens) < ${mostTokens} returning id`,
    values: [name, hashOf(token), token.slice(0, 14), scopes, expiresAt],
  });
  if (!rows[0]) refuse('conflict', `There are ${mostTokens} tokens already: take some back first.`);
  return { token, id: rows[0].id };
}

async function refuseMore(tx: Tx, { scopes, expiresAt, parent }: Omit<WantedToken, 'name'>): Promise<void> {
  const { rows } = await tx.query<{ past: boolean; scopes: boolean | null; outlives: boolean | null }>({
    name: 'limits-of-token',
    text: `select coalesce($2::timestamptz <= now(), false) as past, not $1::text[] <@ parent.scopes as scopes,
        parent.expires_at is not null and ($2::timestamptz is null or $2 > parent.expires_at) as outlives
      from (select) one left join colophon.api_tokens parent on parent.id = $3`,
    values: [scopes, expiresAt, parent ?? null],
  });
  const found = rows[0]!;
  const wrong = (field: string, issue: string) => refuse('invalid', `${field} ${issue}.`, [{ field, issue }]);
  if (found.past) wrong('expiresAt', 'must be to come');
  if (parent && found.scopes !== false) refuse('forbidden', 'A token makes none that may do more than itself.');
  if (found.outlives) refuse('forbidden', 'A token makes none that holds for longer than itself.');
}

export async function deleteApiToken(tx: Tx, id: string): Promise<void> {
  const text = `delete from colophon.api_tokens where id = $1`;
  const { rowCount } = await tx.query({ name: 'delete-api-token', text, values: [id] });
  if (rowCount === 0) refuse('not-found', `There is no API token "${id}".`);
}
