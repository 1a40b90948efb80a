import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { freshRedis, type RunningRedis, useEnvironment } from '../../infra/checks/test-database.ts';
import { families } from '../_keys/object-key.ts';
import { dropObject, fill, invalidate, look } from './cache.ts';
import { disconnect, withRedis } from './client.ts';
import type { Built } from './entry.ts';
import { adoptIdentity, beginGeneration, brokenPolicy } from './generation.ts';
import { sweep } from './sweep.ts';

const key = (name: string) => ({ name });
let redis: RunningRedis;

async function store(name: string, given: Partial<Built> = {}): Promise<void> {
  const looked = await look(key(name));
  if (looked.kind !== 'lease') throw new Error(`There was a ${looked.kind} instead of a lease.`);
  const built: Built = { status: 200, body: '{}', etag: 'e', snapshot: '7:7:', tags: ['posts', 'all'], ...given };
  expect(await fill(key(name), built, looked.lease)).toBe('stored');
}

const keysLike = (pattern: string) => withRedis((each) => each.keys(pattern));

beforeAll(async () => {
  redis = await freshRedis();
  useEnvironment({ REDIS_URL: redis.url });
});
// Through the other connection: each of them greets its server once, and that is over then.
beforeEach(() => withRedis((each) => each.flushall(), 'patient'));
afterAll(async () => {
  disconnect();
  await redis.stop();
});

test.each([
  [404, 'missing'],
  [308, 'moved'],
] as const)(
  'the %is that callers invent are bounded in number, and the oldest goes with its index entries',
  async (status, family) => {
    const { limit } = families[family];
    for (let index = 0; index < limit + 3; index++)
      await store(`invented/${index}`, { status, tags: ['projects', 'all'] });
    const objects = await keysLike('colophon:*:object:*');
    expect(objects).toHaveLength(limit);
    expect(objects.some((name) => name.endsWith('/invented/0'))).toBe(false);
    const [tag] = await keysLike('colophon:*:tag:projects');
    expect(await withRedis((each) => each.scard(tag!))).toBe(limit);
  },
);

test('a new generation hides all, refuses the fills of the old one, and its remains are swept away', async () => {
  await store('post');
  const old = await look(key('other'));
  await beginGeneration();
  const now = await look(key('post'));
  expect(now.kind).toBe('lease');
  const built: Built = { status: 200, body: '{}', etag: 'e', snapshot: '9:9:', tags: ['all'] };
  expect(old.kind === 'lease' && (await fill(key('other'), built, old.lease))).toBe('refused');
  expect(await sweep()).toMatchObject({ generations: 1 });
  expect(await keysLike('colophon:*:object:*')).toEqual([]);
});

test('the same database and the same Redis keep the cache; another of either begins a new generation', async () => {
  expect(await adoptIdentity('database one')).toBe(true);
  await store('post');
  expect(await adoptIdentity('database one')).toBe(false);
  expect((await look(key('post'))).kind).toBe('hit');
  expect(await adoptIdentity('database two')).toBe(true);
  expect((await look(key('post'))).kind).toBe('lease');
  await withRedis((each) => each.set('colophon:run', 'another server before a failover'));
  expect(await adoptIdentity('database two')).toBe(true);
});

test('an event of another database history is told apart and changes nothing', async () => {
  await adoptIdentity('database one');
  await store('post');
  expect(await invalidate({ tags: ['posts'], xid: 7n, identity: 'database zero' })).toEqual({
    outcome: 'foreign',
    dropped: 0,
  });
  expect((await look(key('post'))).kind).toBe('hit');
  expect(await invalidate({ tags: ['posts'], xid: 7n, identity: 'database one' })).toEqual({
    outcome: 'invalidated',
    dropped: 1,
  });
});

test('index entries of objects that were evicted are swept away, those of others stay', async () => {
  await store('evicted');
  await store('kept');
  const [object] = await keysLike('colophon:*:object:*evicted');
  await withRedis((each) => each.del(object!));
  expect(await sweep()).toEqual({ gone: 1, generations: 0 });
  const [tag] = await keysLike('colophon:*:tag:posts');
  expect(await withRedis((each) => each.smembers(tag!))).toEqual(['kept']);
});

test('healing one object remembers nothing: an old build may fill again', async () => {
  await store('post');
  await dropObject(key('post'));
  await store('post');
});

test('what must be remembered has no expiry, and so cannot be evicted; objects have one', async () => {
  await store('post');
  await invalidate({ tags: ['post:1'], xid: 9n });
  for (const name of await keysLike('colophon:*')) {
    const expiry = await withRedis((each) => each.pttl(name));
    expect(expiry > 0, name).toBe(name.includes(':object:'));
  }
});

test('a Redis without memory to spare still invalidates, and still refuses what is stale', async () => {
  const small = await freshRedis({ directives: { maxmemory: '3mb' } });
  try {
    disconnect();
    useEnvironment({ REDIS_URL: small.url });
    await store('post');
    const ballast = 'x'.repeat(100_000);
    await withRedis(async (each) => {
      for (let index = 0; ; index++)
        if (
          await each.set(`ballast:${index}`, ballast).then(
            () => false,
            () => true,
          )
        )
          return;
    });
    expect(await invalidate({ tags: ['posts'], xid: 7n })).toEqual({ outcome: 'invalidated', dropped: 1 });
  } finally {
    disconnect();
    useEnvironment({ REDIS_URL: redis.url });
    await small.stop();
  }
});

test('a policy that evicts what must be remembered is named', async () => {
  expect(await brokenPolicy()).toBeUndefined();
  await withRedis((each) => each.config('SET', 'maxmemory-policy', 'allkeys-lru'));
  expect(await brokenPolicy()).toContain('allkeys-lru');
  await withRedis((each) => each.config('SET', 'maxmemory-policy', 'volatile-lru'));
});
