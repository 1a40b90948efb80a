import { Redis } from 'ioredis';
import { log } from '../_env/log.ts';
import { setting } from '../_env/settings.ts';
import * as scripts from './scripts.ts';

/** Redis did not answer in time, or not at all. Readers are served without it. */
export class CacheUnavailable extends Error {}

/** A hung Redis costs one reader this much, and nobody more until it has been tried again. */
const commandTimeoutMs = 250;
const pauseMs = 500;

type Script = keyof typeof scripts;
const keyNames = ['colophon:generation', 'colophon:identity', 'colophon:run', 'colophon:generations'];

let client: Redis | undefined;
let inFlight = 0;
let pausedUntil = 0;

/**
 * Runs commands with a limit of time. While nothing is asked, the connection does not keep the process alive:
 * a function that is invoked alone returns as soon as it has answered.
 */
export async function withRedis<T>(work: (redis: Redis) => Promise<T>): Promise<T> {
  if (Date.now() < pausedUntil) throw new CacheUnavailable('Redis did not answer a moment ago.');
  const redis = (client ??= connect());
  if (inFlight++ === 0) redis.stream?.ref?.();
  try {
    return await work(redis);
  } catch (error) {
    if (!isConnectionTrouble(error as Error)) throw error;
    pausedUntil = Date.now() + pauseMs;
    throw new CacheUnavailable((error as Error).message, { cause: error });
  } finally {
    if (--inFlight === 0) redis.stream?.unref?.();
  }
}

/** Runs one of our scripts, loading it where the server does not have it yet. */
export function runScript(redis: Redis, script: Script, args: (string | number)[]): Promise<unknown> {
  const command = (redis as unknown as Record<string, (...args: unknown[]) => Promise<unknown>>)[`colophon_${script}`];
  return command!.call(redis, keyNames.length, ...keyNames, ...args);
}

/** Ends the connection; the next call opens another. For tests and for hosts that stop. */
export function disconnect(): void {
  client?.disconnect();
  client = undefined;
  pausedUntil = 0;
}

function connect(): Redis {
  const redis = new Redis(setting('REDIS_URL'), {
    lazyConnect: true,
    commandTimeout: commandTimeoutMs,
    connectTimeout: 1_000,
    maxRetriesPerRequest: 1,
    enableAutoPipelining: true,
    retryStrategy: (times) => Math.min(times * 50, 500),
  });
  for (const [name, text] of Object.entries(scripts)) {
    redis.defineCommand(`colophon_${name}`, { lua: text });
  }
  redis.on('error', (error) => log.debug({ err: error }, 'redis'));
  redis.on('connect', () => {
    if (inFlight === 0) redis.stream?.unref?.();
  });
  // The library's own timer for the next attempt would keep an idle process alive.
  redis.on('reconnecting', () => {
    (redis as unknown as { reconnectTimeout?: NodeJS.Timeout }).reconnectTimeout?.unref?.();
  });
  return redis;
}

function isConnectionTrouble(error: Error): boolean {
  return (
    error.name === 'MaxRetriesPerRequestError' ||
    /^(Command timed out|Connection is closed|connect |read |write |LOADING|READONLY|OOM|MASTERDOWN|Stream isn't writeable)/.test(
      error.message,
    ) ||
    'code' in error
  );
}
