import { randomBytes } from 'node:crypto';
import { log } from '../_env/log.ts';
import { step } from '../_env/step.ts';
import { permittedInfo, runIdOf, runScript, withRedis } from './client.ts';

/**
 * Begins a new generation, in which nothing is cached yet, if the database's history is not the one that the cache was
 * built from, or if this Redis is another server than before (a failover may have lost what was remembered).
 * @returns whether a new one began
 */
export async function adoptIdentity(identity: string): Promise<boolean> {
  await step('generation.begin');
  const began = await withRedis(
    async (redis) => (await runScript(redis, 'begin', [fresh(), identity, await runIdOf(redis), ''])) === '1',
    'patient',
  );
  await step('generation.done');
  if (began) log.info({ identity }, 'a new cache generation begins');
  return began;
}

/** Drops everything: a new generation, whatever there was. */
export async function beginGeneration(): Promise<void> {
  await step('generation.flush');
  await withRedis((redis) => runScript(redis, 'begin', [fresh(), '', '', '1']), 'patient');
  await step('generation.flushed');
}

/**
 * Policies that evict keys without a TTL would forget what must be remembered.
 * @returns what is wrong with the server's settings, in a sentence; undefined if nothing is, or if it forbids to look
 */
export async function brokenPolicy(): Promise<string | undefined> {
  const memory = await withRedis((redis) => permittedInfo(redis, 'memory'));
  if (memory === '') return undefined;
  const policy = /^maxmemory_policy:(\S+)/m.exec(memory)?.[1] ?? 'noeviction';
  if (!policy.startsWith('allkeys')) return undefined;
  return `REDIS_URL names a Redis whose maxmemory-policy is ${policy}, which evicts what must be remembered; set it to volatile-lru.`;
}

function fresh(): string {
  return randomBytes(8).toString('hex');
}
