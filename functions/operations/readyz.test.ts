import { setTimeout as wait } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { databaseUnderTest } from '../../infra/checks/database-under-test.ts';
import { httpEvent } from '../../infra/checks/http-event.ts';
import { freshRedis, type RunningRedis, useEnvironment } from '../../infra/checks/test-database.ts';
import { type QueueUnderTest, queueUnderTest } from '../../infra/checks/test-queue.ts';
import { endPools } from '../_postgres/pool.ts';
import { disconnect } from '../_redis/client.ts';
import { handler } from './readyz.ts';

const database = databaseUnderTest();
const nobody = '127.0.0.1:1';
let redis: RunningRedis;
let queue: QueueUnderTest;
let sound: Record<'DATABASE_WRITER_URL' | 'REDIS_URL' | 'SQS_ENDPOINT' | 'CACHE_INVALIDATION_QUEUE_URL', string>;

beforeAll(async () => {
  [redis, queue] = await Promise.all([freshRedis(), queueUnderTest()]);
  sound = {
    DATABASE_WRITER_URL: database.addresses.writerUrl,
    REDIS_URL: redis.url,
    SQS_ENDPOINT: process.env['SQS_ENDPOINT']!,
    CACHE_INVALIDATION_QUEUE_URL: queue.url,
  };
});
beforeEach(async () => {
  await surroundings({});
  // What an earlier test saw is forgotten by then.
  await wait(1_050);
});
afterAll(async () => {
  disconnect();
  await Promise.all([redis.stop(), queue.stop()]);
});

async function surroundings(changed: Partial<typeof sound>): Promise<void> {
  await endPools();
  disconnect();
  useEnvironment({ ...sound, ...changed });
}

async function asked() {
  const { statusCode, headers, body } = await handler(httpEvent({ path: '/readyz' }));
  return { statusCode, retryAfter: headers?.['retry-after'], body: JSON.parse(body ?? '') as object };
}

const whole = { database: 'ready', cache: 'ready', queue: 'ready' };

test('with all parts there it is ready, and names each', async () => {
  expect(await asked()).toEqual({ statusCode: 200, retryAfter: undefined, body: { status: 'ready', ...whole } });
});

test('without the cache reads go on: it is degraded, and ready', async () => {
  await surroundings({ REDIS_URL: `redis://${nobody}` });
  expect(await asked()).toMatchObject({
    statusCode: 200,
    body: { ...whole, status: 'degraded', cache: 'unavailable' },
  });
});

test('without the queue reads and writes go on: it is degraded, and ready', async () => {
  await surroundings({ CACHE_INVALIDATION_QUEUE_URL: `http://${nobody}/0/q` });
  expect(await asked()).toMatchObject({
    statusCode: 200,
    body: { ...whole, status: 'degraded', queue: 'unavailable' },
  });
});

test('without the database it is not ready, says when to ask again, and not why', async () => {
  await surroundings({ DATABASE_WRITER_URL: `postgres://somebody:secret@${nobody}/none` });
  expect(await asked()).toEqual({
    statusCode: 503,
    retryAfter: '2',
    body: { ...whole, status: 'unavailable', database: 'unavailable' },
  });
});

test('a Redis that forbids INFO answers all the same', async () => {
  const owner = new Redis(redis.url);
  await owner.call('ACL', 'SETUSER', 'silent', 'on', '>word', '~*', '&*', '+@all', '-info');
  const url = new URL(redis.url);
  [url.username, url.password] = ['silent', 'word'];
  await surroundings({ REDIS_URL: url.href });
  expect(await asked()).toMatchObject({ statusCode: 200, body: { status: 'ready', ...whole } });
  owner.disconnect();
});

test('a thousand callers look once, and more often than each second nobody looks', async () => {
  await asked();
  await wait(1_050);
  const owner = new Redis(redis.url);
  // Each look is one INFO of ours; the owner's own count as well.
  const looks = async () => Number(/^cmdstat_info:calls=(\d+)/m.exec(await owner.info('commandstats'))![1]);
  const before = await looks();
  const began = performance.now();
  await Promise.all(Array.from({ length: 1000 }, asked));
  expect((await looks()) - before - 1).toBe(1);
  for (let time = 0; time < 1000; time++) await asked();
  const seconds = Math.ceil((performance.now() - began) / 1000);
  expect((await looks()) - before - 2).toBeLessThanOrEqual(seconds);
  owner.disconnect();
});
