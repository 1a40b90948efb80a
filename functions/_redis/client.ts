import { randomBytes } from 'node:crypto';
import { Redis } from 'ioredis';
import { log } from '../_env/log.ts';
import { setting } from '../_env/settings.ts';
import { step } from '../_env/step.ts';
import * as scripts from './scripts.ts';

/** Redis did not answer in time, or not at all. Readers are served without it. */
export class CacheUnavailable extends Error {}

type Script = keyof typeof scripts;
const keyNames = ['colophon:generation', 'colophon:identity', 'colophon:run', 'colophon:generations'];

/** A connection for readers, whom a hung Redis must not hold up, and one for work that nobody waits for at a screen. */
const limits = {
  quick: { commandMs: 250, pauseMs: 500 },
  patient: { commandMs: 2_000, pauseMs: 0 },
};

interface Connection {
  redis: Redis;
  /** Settled when this connection's server is known; a new connection may have found another one. */
  greeted: Promise<void> | undefined;
  inFlight: number;
  isGathering: boolean;
  /** While Redis has just failed to answer, nobody else waits for it. */
  pausedUntil: number;
}

const connections = new Map<keyof typeof limits, Connection>();

/**
 * Runs commands with a limit of time. While nothing is asked, the connection does not keep the process alive:
 * a function that is invoked alone returns as soon as it has answered.
 */
export async function withRedis<T>(
  work: (redis: Redis) => Promise<T>,
  kind: keyof typeof limits = 'quick',
): Promise<T> {
  const connection = connections.get(kind) ?? connect(kind);
  const { redis } = connection;
  if (Date.now() < connection.pausedUntil) throw new CacheUnavailable('Redis did not answer a moment ago.');
  if (connection.inFlight++ === 0) redis.stream?.ref?.();
  try {
    const greeted = (connection.greeted ??= greet(connection));
    await greeted;
    gather(connection);
    const result = await work(redis);
    // What was asked of one server may have been answered by the next, which nobody has greeted yet.
    if (connection.greeted !== greeted) throw new CacheUnavailable('The connection was lost meanwhile.');
    return result;
  } catch (error) {
    if (error instanceof CacheUnavailable || !isRedisTrouble(error as Error)) throw error;
    connection.pausedUntil = Date.now() + limits[kind].pauseMs;
    throw new CacheUnavailable((error as Error).message, { cause: error });
  } finally {
    if (--connection.inFlight === 0) redis.stream?.unref?.();
  }
}

/**
 * What many ask in one turn of the event loop leaves in one write. `enableAutoPipelining` would do that too, but it takes
 * everything through Maps whose outgrown tables keep what has passed alive until the next full collection: a fifth of all
 * garbage grew old, and a hit took 44 µs of processor time where it takes 30.
 */
function gather(connection: Connection): void {
  const { stream } = connection.redis;
  if (connection.isGathering || !stream?.cork) return;
  connection.isGathering = true;
  stream.cork();
  setImmediate(() => {
    connection.isGathering = false;
    stream.uncork();
  });
}

/** A server that is not the one that filled the cache, as after a failover, may have forgotten what had to be remembered. */
async function greet(connection: Connection): Promise<void> {
  const { redis } = connection;
  try {
    const run = await runIdOf(redis);
    await step('cache.greet');
    await runScript(redis, 'begin', [randomBytes(8).toString('hex'), '', run, '']);
    await step('cache.greeted');
  } catch (error) {
    connection.greeted = undefined;
    throw error;
  }
}

/** Names the server's process: another id is another memory. */
export async function runIdOf(redis: Redis): Promise<string> {
  // Where INFO is forbidden, another server cannot be told from the same one.
  return /^run_id:(\w+)/m.exec(await permittedInfo(redis, 'server'))?.[1] ?? '';
}

/** What the server says of itself; empty where it forbids to ask, which is an answer, too. */
export async function permittedInfo(redis: Redis, section: string): Promise<string> {
  return redis.info(section).catch((error: Error) => {
    if (/^NOPERM/.test(error.message)) return '';
    throw error;
  });
}

/** Runs one of our scripts, loading it where the server does not have it yet. */
export function runScript(redis: Redis, script: Script, args: (string | number)[]): Promise<unknown> {
  const command = (redis as unknown as Record<string, (...args: unknown[]) => Promise<unknown>>)[`colophon_${script}`];
  return command!.call(redis, keyNames.length, ...keyNames, ...args);
}

/** Ends the connections; the next call opens others. For tests and for hosts that stop. */
export function disconnect(): void {
  for (const { redis } of connections.values()) redis.disconnect();
  connections.clear();
}

function connect(kind: keyof typeof limits): Connection {
  const redis = new Redis(setting('REDIS_URL'), {
    lazyConnect: true,
    commandTimeout: limits[kind].commandMs,
    connectTimeout: 1_000,
    maxRetriesPerRequest: 1,
    retryStrategy: (times) => Math.min(times * 50, 500),
    // A primary that became a replica keeps its connections, and would refuse every write on them for ever.
    reconnectOnError: (error) => /^READONLY/.test(error.message),
  });
  const connection: Connection = { redis, greeted: undefined, inFlight: 0, isGathering: false, pausedUntil: 0 };
  connections.set(kind, connection);
  for (const [name, text] of Object.entries(scripts)) {
    redis.defineCommand(`colophon_${name}`, { lua: text });
  }
  redis.on('error', (error) => log.debug({ err: error }, 'redis'));
  redis.on('close', () => (connection.greeted = undefined));
  redis.on('connect', () => {
    if (connection.inFlight === 0) redis.stream?.unref?.();
  });
  // The library's own timer for the next attempt would keep an idle process alive.
  redis.on('reconnecting', () => {
    (redis as unknown as { reconnectTimeout?: NodeJS.Timeout }).reconnectTimeout?.unref?.();
  });
  return connection;
}

/** Whatever Redis or the way to it says no with: readers are served without it. What is left is an error of ours. */
function isRedisTrouble(error: Error): boolean {
  if (error.name === 'ReplyError') log.warn({ err: error }, 'Redis refused');
  return (
    ['ReplyError', 'MaxRetriesPerRequestError'].includes(error.name) ||
    /^(Command timed out|Connection is closed|connect |read |write |Stream isn't writeable)/.test(error.message) ||
    'code' in error
  );
}
