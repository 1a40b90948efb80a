import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { freshRedis, type RunningRedis, useEnvironment } from '../../infra/checks/test-database.ts';
import { fill, giveBack, invalidate, type Lease, look } from './cache.ts';
import { CacheUnavailable, disconnect, withRedis } from './client.ts';
import type { Built } from './entry.ts';

const key = (name: string) => ({ name });
let redis: RunningRedis;

function built(snapshot: string, tags: string[], body = '{}'): Built {
  return { status: 200, body, etag: 'etag', snapshot, tags: [...tags, 'all'] };
}

async function lease(name: string): Promise<Lease> {
  const looked = await look(key(name));
  if (looked.kind !== 'lease') throw new Error(`There was a ${looked.kind} instead of a lease.`);
  return looked.lease;
}

async function cached(name: string): Promise<boolean> {
  const looked = await look(key(name));
  if (looked.kind === 'lease') await giveBack(key(name), looked.lease);
  return looked.kind === 'hit';
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

test('of all who miss, one gets the lease and the others wait', async () => {
  const looked = await Promise.all([1, 2, 3, 4].map(() => look(key('post'))));
  expect(looked.map(({ kind }) => kind).sort()).toEqual(['lease', 'wait', 'wait', 'wait']);
});

test('what was filled is a hit, to the byte', async () => {
  const body = '{"title":"Größe\\n","emoji":"📎"}';
  expect(await fill(key('post'), built('7:8:7', ['post:1'], body), await lease('post'))).toBe('stored');
  expect(await look(key('post'))).toMatchObject({
    kind: 'hit',
    entry: { body, snapshot: '7:8:7', tags: ['post:1', 'all'] },
  });
});

test('a fill that began before an invalidation is refused', async () => {
  const held = await lease('post');
  await invalidate({ tags: ['post:1'], xid: 7n });
  expect(await fill(key('post'), built('7:8:7', ['post:1']), held)).toBe('refused');
  expect(await cached('post')).toBe(false);
});

test('a fill that holds the write that was announced is accepted', async () => {
  const held = await lease('post');
  await invalidate({ tags: ['post:1'], xid: 7n });
  expect(await fill(key('post'), built('9:9:', ['post:1']), held)).toBe('stored');
});

test('a transaction that still ran when the snapshot was taken is not held, though others after it are', async () => {
  const held = await lease('post');
  await invalidate({ tags: ['post:1'], xid: 7n });
  expect(await fill(key('post'), built('7:20:7,12', ['post:1']), held)).toBe('refused');
  const again = await lease('post');
  expect(await fill(key('post'), built('8:20:12', ['post:1']), again)).toBe('stored');
});

test('a refused builder gives the lease back at once', async () => {
  const held = await lease('post');
  await invalidate({ tags: ['post:1'], xid: 7n });
  await fill(key('post'), built('7:7:', ['post:1']), held);
  expect((await look(key('post'))).kind).toBe('lease');
});

test('who lost the lease cannot fill', async () => {
  const lost = await lease('post');
  await giveBack(key('post'), lost);
  const held = await lease('post');
  expect(await fill(key('post'), built('9:9:', ['post:1']), lost)).toBe('refused');
  expect(await fill(key('post'), built('9:9:', ['post:1']), held)).toBe('stored');
});

test('an invalidation drops the objects of its tags that lack the xid, and no other', async () => {
  await fill(key('old'), built('7:7:', ['post:1']), await lease('old'));
  await fill(key('new'), built('8:8:', ['post:1']), await lease('new'));
  await fill(key('other'), built('7:7:', ['post:2']), await lease('other'));
  expect(await invalidate({ tags: ['post:1'], xid: 7n })).toEqual({ outcome: 'invalidated', dropped: 1 });
  expect(await Promise.all(['old', 'new', 'other'].map(cached))).toEqual([false, true, true]);
});

test('events that come twice, late, or out of order do the right thing still', async () => {
  await invalidate({ tags: ['post:1'], xid: 9n });
  await fill(key('post'), built('10:10:', ['post:1']), await lease('post'));
  await invalidate({ tags: ['post:1'], xid: 9n });
  await invalidate({ tags: ['post:1'], xid: 7n });
  expect(await cached('post')).toBe(true);
});

test('xids beyond the precision of a double are compared exactly', async () => {
  const held = await lease('post');
  await invalidate({ tags: ['post:1'], xid: 9007199254740993n });
  expect(await fill(key('post'), built('9007199254740993:9007199254740993:', ['post:1']), held)).toBe('refused');
  expect(await fill(key('post'), built('9007199254740994:9007199254740994:', ['post:1']), await lease('post'))).toBe(
    'stored',
  );
});

test('what a look finds of a generation that has just ended is nothing, though another look learns of the next one first', async () => {
  await fill(key('post'), built('7:7:', ['post:1']), await lease('post'));
  expect(await cached('post')).toBe(true);
  // All leave together, and what waits in the middle parts the answers: the other look has learned of the next generation
  // when this one's answer comes, which was asked for in the former.
  const [, other, , looked] = await Promise.all([
    withRedis((each) => each.set('colophon:generation', 'the next')),
    look(key('other'), true),
    withRedis((each) => each.blpop('nothing', 0.05)),
    look(key('post')),
  ]);
  expect([other.kind, looked.kind]).toEqual(['lease', 'lease']);
});

/** Fills, however long Redis takes: a reader would have been served without it. */
async function stored(name: string): Promise<void> {
  for (let isStored = false; !isStored;) {
    try {
      const looked = await look(key(name));
      if (looked.kind === 'lease') await fill(key(name), built('7:7:', ['posts']), looked.lease);
      isStored = looked.kind === 'hit';
    } catch (error) {
      if (!(error instanceof CacheUnavailable)) throw error;
    }
    if (!isStored) await pause(10);
  }
}

test('an invalidation reaches every object of a tag that thousands carry', async () => {
  const names = [...Array(9_000)].map((_, index) => `post/${index}`);
  for (let start = 0; start < names.length; start += 500)
    await Promise.all(names.slice(start, start + 500).map(stored));
  expect(await invalidate({ tags: ['posts'], xid: 7n })).toEqual({ outcome: 'invalidated', dropped: 9_000 });
  const left = await withRedis((each) => each.keys('colophon:*:object:*'));
  expect(left).toEqual([]);
});

test('an object with more tags than one may carry is a fault of its builder, and is not stored', async () => {
  const tags = [...Array(51)].map((_, index) => `post:${index}`);
  const held = await lease('list');
  await expect(fill(key('list'), built('7:7:', tags), held)).rejects.toThrow('must name coarser ones');
});
