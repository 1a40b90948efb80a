import { rememberMs } from './cache.ts';
import { runScript, withRedis } from './client.ts';

/**
 * Removes what nothing needs any more: index entries of objects that expired or were evicted, xids that are old enough,
 * and all of past generations. It works in small steps, between which readers are served.
 */
export async function sweep(): Promise<{ gone: number; generations: number }> {
  return withRedis(async (redis) => {
    const generation = await redis.get('colophon:generation');
    let gone = 0;
    if (generation) {
      let cursor = '0';
      do {
        const [next, pairs] = await redis.hscan(`colophon:${generation}:made`, cursor, 'COUNT', 200);
        const names = pairs.filter((_, index) => index % 2 === 0);
        gone += (await runScript(redis, 'sweepGone', [generation, rememberMs, ...names])) as number;
        cursor = next;
      } while (cursor !== '0');
    }
    const past = (await redis.smembers('colophon:generations')).filter((name) => name !== generation);
    for (const name of past) {
      let cursor = '0';
      do {
        const [next, keys] = await redis.scan(cursor, 'MATCH', `colophon:${name}:*`, 'COUNT', 500);
        if (keys.length > 0) await redis.unlink(...keys);
        cursor = next;
      } while (cursor !== '0');
      await redis.srem('colophon:generations', name);
    }
    return { gone, generations: past.length };
  }, 'patient');
}
