import { Redis } from 'ioredis';
import { CannotStart } from './cannot-start.ts';

/**
 * Refuses a Redis that does not answer, is too old for our scripts, or would evict what must stay: the remembered
 * transactions and the index have no expiry, and with an "allkeys" policy they could vanish while objects built from them stay.
 */
export async function requireRedis(url: string): Promise<void> {
  const redis = new Redis(url, {
    lazyConnect: true,
    connectTimeout: 3000,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
  });
  let lastError: Error | undefined;
  redis.on('error', (error) => (lastError = error));
  try {
    await redis.connect();
    const info = await redis.info();
    const field = (name: string) => new RegExp(`^${name}:(.*)$`, 'm').exec(info)?.[1]?.trim() ?? '';
    const policy = field('maxmemory_policy');
    if (policy.startsWith('allkeys')) {
      throw new CannotStart(
        `The setting REDIS_URL is broken: that Redis evicts every key (maxmemory-policy ${policy}); it must be volatile-lru, another volatile policy, or noeviction.`,
      );
    }
    if (parseInt(field('redis_version')) < 7) {
      throw new CannotStart(
        `The setting REDIS_URL is broken: that Redis is ${field('redis_version')}, and Colophon needs 7 or newer.`,
      );
    }
    if (field('role') === 'slave')
      throw new CannotStart(
        'The setting REDIS_URL is broken: that Redis is a replica, and Colophon needs the primary.',
      );
  } catch (error) {
    if (error instanceof CannotStart) throw error;
    throw new CannotStart(`The Redis in REDIS_URL does not answer: ${(lastError ?? (error as Error)).message}.`);
  } finally {
    redis.disconnect();
  }
}
