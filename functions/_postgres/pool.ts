import pg from 'pg';
import { log } from '../_env/log.ts';
import { setting } from '../_env/settings.ts';

export type Role = 'reader' | 'writer' | 'relay';

const urls = { reader: 'DATABASE_READER_URL', writer: 'DATABASE_WRITER_URL', relay: 'DATABASE_RELAY_URL' } as const;
const pools = new Map<Role, pg.Pool>();

/** How long a statement may take, from our side too: a server that is paused does not keep its own limit. */
const queryTimeoutMs = { reader: 2_500, writer: 5_500, relay: 5_500 };

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
    connectionTimeoutMillis: 2_000,
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

/** Ends all connections; the next call opens others. For tests and for hosts that stop. */
export async function endPools(): Promise<void> {
  const ending = [...pools.values()];
  pools.clear();
  await Promise.all(ending.map((each) => each.end()));
}
