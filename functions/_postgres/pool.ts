import pg from 'pg';
import { log } from '../_env/log.ts';
import { setting } from '../_env/settings.ts';
import { isConnectionTrouble } from './trouble.ts';

export type Role = 'reader' | 'writer' | 'relay' | 'identity';

const urls = {
  reader: 'DATABASE_READER_URL',
  writer: 'DATABASE_WRITER_URL',
  relay: 'DATABASE_RELAY_URL',
  identity: 'DATABASE_IDENTITY_URL',
} as const;
const pools = new Map<Role, pg.Pool>();

/** How long one may wait for a connection: a new one, or one that others use. */
export const connectMs = 2_000;
/** How long a statement may take, from our side too: a server that is paused does not keep its own limit. */
const queryTimeoutMs = { reader: 2_500, writer: 5_500, relay: 5_500, identity: 2_500 };

/**
 * Connections of one role. Small, because each process has its own and the server's number is limited; idle ones do not
 * keep a function alive that was invoked alone.
 */
export function pool(role: Role): pg.Pool {
  const existing = pools.get(role);
  if (existing) return existing;
  const made = new pg.Pool({
    connectionString: setting(urls[role]),
    max: 8,
    allowExitOnIdle: true,
    idleTimeoutMillis: 30_000,
    connectionTimeoutMillis: connectMs,
    query_timeout: queryTimeoutMs[role],
    application_name: `colophon ${role}`,
  });
  // A connection that breaks is replaced by the pool; unheard, these events would end the process.
  const ended = (error: Error) => log.debug({ err: error }, 'a connection to Postgres ended');
  made.on('error', ended);
  made.on('connect', (client) => client.on('error', ended));
  pools.set(role, made);
  return made;
}

/** What is one small row away is known soon or not at all: who is calling, and which database this is. */
export const smallReadMs = 3_000;
/** Shorter than a function of that role may take, so that it is we who say 503 and not the host that says 504. */
export const wholeMs = { reader: 2_800, writer: 8_000, identity: 2_800 } as const;

/**
 * Lends a connection to `work`, and cuts it after `withinMs`, in which the wait for it counts. Each query has a limit of
 * its own; this is for all of them together. The server, when it hears of it, rolls back.
 */
export async function lend<T>(
  role: keyof typeof wholeMs,
  work: (client: pg.PoolClient) => Promise<T>,
  withinMs: number = wholeMs[role],
): Promise<T> {
  const endsAt = Date.now() + withinMs;
  const client = await pool(role).connect();
  let broken: Error | undefined;
  const cut = setTimeout(() => void (client as pg.PoolClient & pg.Client).end(), endsAt - Date.now());
  try {
    return await work(client);
  } catch (error) {
    if (isConnectionTrouble(error)) broken = error as Error;
    throw error;
  } finally {
    clearTimeout(cut);
    client.release(broken);
  }
}

/** Ends all connections; the next call opens others. For tests and for hosts that stop. */
export async function endPools(): Promise<void> {
  const ending = [...pools.values()];
  pools.clear();
  await Promise.all(ending.map((each) => each.end()));
}
