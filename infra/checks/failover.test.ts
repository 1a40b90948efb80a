import { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { invalidate } from '../../functions/_redis/cache.ts';
import { CacheUnavailable, disconnect } from '../../functions/_redis/client.ts';
import { type Proxy, startProxy } from '../prove/proxy.ts';
import type { RunningRedis } from '../services/redis.ts';
import { freshRedis, useEnvironment } from './test-database.ts';

let [former, next]: RunningRedis[] = [];
let primary: RunningRedis;
/** The one address under which the primary is found, as a managed Redis has it. */
let address: Proxy;

beforeAll(async () => {
  [former, next] = await Promise.all([freshRedis(), freshRedis()]);
  primary = former;
  address = await startProxy(() => Number(new URL(primary.url).port));
  const url = new URL(former.url);
  url.port = String(address.port);
  useEnvironment({ REDIS_URL: url.href });
});
afterAll(async () => {
  disconnect();
  await address.stop();
  await Promise.all([former!.stop(), next!.stop()]);
});

test('a primary that becomes a replica is left, though its connections stay: events reach the new one', async () => {
  const event = { tags: ['thing:1'], xid: 10n };
  await invalidate(event);
  const { password } = new URL(former!.url);
  const [admin, ofNext] = [new Redis(former!.url), new Redis(next!.url)];
  try {
    await ofNext.config('SET', 'requirepass', password);
    await admin.config('SET', 'masterauth', password);
    // From the connection: else it would leave a file where it was started.
    await admin.config('SET', 'repl-diskless-load', 'swapdb');
    primary = next!;
    await admin.replicaof('127.0.0.1', new URL(next!.url).port);
    await expect(invalidate(event)).rejects.toBeInstanceOf(CacheUnavailable);
    await expect.poll(() => invalidate(event).then(() => 'taken', String), { timeout: 10_000 }).toBe('taken');
  } finally {
    admin.disconnect();
    ofNext.disconnect();
  }
});
