import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { freshRedis, type RunningRedis, useEnvironment } from '../../infra/checks/test-database.ts';
import { invalidate, look } from '../_redis/cache.ts';
import { disconnect, withRedis } from '../_redis/client.ts';
import type { Built } from '../_redis/entry.ts';
import { obtain } from './_obtain.ts';

const key = { name: 'post' };
let redis: RunningRedis;

/** A builder that is let go by hand, and counts how often it was asked. */
function builder(snapshot = '7:7:') {
  const waiting: (() => void)[] = [];
  const state = {
    asked: 0,
    snapshot,
    held: false,
    letGo: () => waiting.splice(0).forEach((each) => each()),
    build: async (): Promise<Built> => {
      state.asked++;
      const own: Built = {
        status: 200,
        body: `build ${state.asked}`,
        etag: 'e',
        snapshot: state.snapshot,
        tags: ['post:1', 'all'],
      };
      if (state.held) await new Promise<void>((resolve) => waiting.push(resolve));
      return own;
    },
    untilAsked: async (times: number) => expect.poll(() => state.asked).toBe(times),
  };
  return state;
}

beforeAll(async () => {
  redis = await freshRedis();
  useEnvironment({ REDIS_URL: redis.url });
});
beforeEach(() => withRedis((each) => each.flushall()));
afterAll(async () => {
  disconnect();
  await redis.stop();
});

test('a first reader builds and fills, the next one hits the same bytes', async () => {
  const post = builder();
  expect(await obtain(key, post.build)).toMatchObject({ how: 'stored', object: { body: 'build 1' } });
  expect(await obtain(key, post.build)).toMatchObject({ how: 'hit', object: { body: 'build 1' } });
});

test('a crowd that misses together asks the builder once', async () => {
  const post = builder();
  post.held = true;
  const crowd = [...Array(20)].map(() => obtain(key, post.build));
  await post.untilAsked(1);
  post.letGo();
  const answers = await Promise.all(crowd);
  expect(post.asked).toBe(1);
  expect(answers.filter(({ how }) => how === 'hit')).toHaveLength(19);
});

test('who waits too long builds for itself, and what it built is not stored', async () => {
  const slow = builder();
  slow.held = true;
  const first = obtain(key, slow.build);
  await slow.untilAsked(1);
  const impatient = builder();
  expect(await obtain(key, impatient.build)).toMatchObject({ how: 'miss', object: { body: 'build 1' } });
  slow.letGo();
  expect(await first).toMatchObject({ how: 'stored' });
});

test('a builder whose fill is refused builds anew, and what is handed out holds the write', async () => {
  const post = builder('7:7:');
  post.held = true;
  const reader = obtain(key, post.build);
  await post.untilAsked(1);
  await invalidate({ tags: ['post:1'], xid: 7n });
  post.held = false;
  post.snapshot = '8:8:';
  post.letGo();
  expect(await reader).toMatchObject({ how: 'stored', object: { body: 'build 2', snapshot: '8:8:' } });
});

test('a builder that fails gives the lease back, and its error goes to its own reader alone', async () => {
  await expect(obtain(key, () => Promise.reject(new Error('the database is away')))).rejects.toThrow(
    'the database is away',
  );
  expect((await look(key)).kind).toBe('lease');
});

test('Min-Version: an object that holds the write is a hit, one that lacks it is built anew and replaces it', async () => {
  const post = builder('7:7:');
  await obtain(key, post.build);
  expect(await obtain(key, post.build, 7n)).toMatchObject({ how: 'hit' });
  post.snapshot = '9:9:';
  expect(await obtain(key, post.build, 9n)).toMatchObject({ how: 'stored', object: { snapshot: '9:9:' } });
  expect(await obtain(key, post.build, 9n)).toMatchObject({ how: 'hit', object: { snapshot: '9:9:' } });
});

test('Min-Version: one that lies in the future is answered once and not retried', async () => {
  const post = builder('7:7:');
  await obtain(key, post.build);
  expect(await obtain(key, post.build, 1_000n)).toMatchObject({ object: { snapshot: '7:7:' } });
  expect(post.asked).toBe(2);
});

test('Min-Version: readers share a build only if it began after they came', async () => {
  const post = builder('7:7:');
  await obtain(key, post.build);
  post.held = true;
  const early = obtain(key, post.build, 8n);
  await post.untilAsked(2);
  post.snapshot = '9:9:';
  const late = [...Array(5)].map(() => obtain(key, post.build, 9n));
  // The late ones have looked, and wait for the build that is under way to end, so that theirs can begin.
  await expect.poll(() => withRedis((each) => each.exists('probe'))).toBe(0);
  post.letGo();
  await post.untilAsked(3);
  post.letGo();
  expect(await early).toMatchObject({ object: { snapshot: '7:7:' } });
  for (const answer of await Promise.all(late)) expect(answer.object.snapshot).toBe('9:9:');
  expect(post.asked).toBe(3);
});

test('without Redis readers are served from the builder, and hits come back by themselves', async () => {
  const port = redis.port;
  const { password } = redis;
  await redis.stop();
  const post = builder();
  expect(await obtain(key, post.build)).toMatchObject({ how: 'bypass', object: { body: 'build 1' } });
  redis = await freshRedis({ port, password });
  await expect.poll(async () => (await obtain(key, post.build)).how, { timeout: 5_000 }).toBe('hit');
});

test('a Redis that hangs costs a reader its time limit and no more', async () => {
  await withRedis((each) => each.ping());
  process.kill(redis.pid, 'SIGSTOP');
  try {
    const begun = performance.now();
    expect(await obtain(key, builder().build)).toMatchObject({ how: 'bypass' });
    expect(performance.now() - begun).toBeLessThan(1_000);
  } finally {
    process.kill(redis.pid, 'SIGCONT');
  }
});
