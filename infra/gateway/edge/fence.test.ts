import { Redis } from 'ioredis';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { log } from '../../../functions/_env/log.ts';
import { dropObject, invalidate } from '../../../functions/_redis/cache.ts';
import { disconnect } from '../../../functions/_redis/client.ts';
import { beginGeneration } from '../../../functions/_redis/generation.ts';
import { pauseFamily } from '../../checks/paused.ts';
import { freshRedis, type RunningRedis, useEnvironment } from '../../checks/test-database.ts';
import { edgeUnderTest, heldDoor, partOf, statusOf } from './edge-under-test.ts';

let redis: RunningRedis;
let admin: Redis;

beforeAll(async () => {
  redis = await freshRedis();
  useEnvironment({ REDIS_URL: redis.url });
  admin = new Redis(redis.url);
});
beforeEach(() => {
  vi.spyOn(log, 'error').mockImplementation(() => undefined);
});
afterAll(async () => {
  admin.disconnect();
  disconnect();
  await redis.stop();
});

async function edgeAndDoor(options: { waitMs?: number } = {}) {
  const door = heldDoor();
  const edge = await edgeUnderTest({ redisUrl: redis.url, functions: door.functions, ...options });
  const read = async (headers: Record<string, string> = {}) => {
    const response = await edge.get('/api/v1/a', { headers });
    return { said: (await response.json()) as string, status: statusOf(response) };
  };
  /** Reads, and has the door answer at once, if it is asked. */
  const readAnswered = (said: string, ...parts: ReturnType<typeof partOf>[]) =>
    door.answering((asking) => asking.answer(said, ...parts), read());
  return { ...edge, door, read, readAnswered };
}

const hit = 'colophon-edge; hit';
const stored = 'colophon; hit, colophon-edge; fwd=miss; stored';
const refused = 'colophon; hit, colophon-edge; fwd=miss';

test('what was read once is in memory, until it is invalidated', async () => {
  const { readAnswered, hears } = await edgeAndDoor();
  expect(await readAnswered('one')).toEqual({ said: 'one', status: stored });
  expect(await readAnswered('never asked')).toEqual({ said: 'one', status: hit });
  await invalidate({ tags: ['thing:1'], xid: 10n });
  await hears(1);
  expect(await readAnswered('two', partOf({ snapshot: '11:11:' }))).toEqual({ said: 'two', status: stored });
});

test('an event of another tag, or that an answer holds, leaves it where it is', async () => {
  const { readAnswered, hears } = await edgeAndDoor();
  await readAnswered('one', partOf({ snapshot: '10:12:10' }));
  await invalidate({ tags: ['thing:2'], xid: 20n });
  await invalidate({ tags: ['thing:1'], xid: 11n });
  await invalidate({ tags: ['thing:1'], xid: 9n });
  await hears(3);
  expect((await readAnswered('')).status).toBe(hit);
  await invalidate({ tags: ['thing:1'], xid: 10n });
  await hears(4);
  expect((await readAnswered('two', partOf({ snapshot: '13:13:' }))).said).toBe('two');
});

test('an answer that comes after an event which it does not hold is given to who asked before, and not stored', async () => {
  const { door, read, readAnswered, hears } = await edgeAndDoor();
  const early = read();
  const asking = await door.asked(1);
  await invalidate({ tags: ['thing:1'], xid: 10n });
  await hears(1);
  asking.answer('old');
  expect(await early).toEqual({ said: 'old', status: refused });
  expect(await readAnswered('new', partOf({ snapshot: '11:11:' }))).toEqual({ said: 'new', status: stored });
});

test('an answer that holds the event is stored, though it was asked for before', async () => {
  const { door, read, hears } = await edgeAndDoor();
  const early = read();
  const asking = await door.asked(1);
  await invalidate({ tags: ['thing:1'], xid: 10n });
  await hears(1);
  asking.answer('new', partOf({ snapshot: '11:11:' }));
  expect((await early).status).toBe(stored);
});

test('each part is held against its own tags alone', async () => {
  const { readAnswered, hears } = await edgeAndDoor();
  const old = partOf({ name: 'old', snapshot: '5:5:', tags: ['old'] });
  const young = partOf({ name: 'young', snapshot: '20:20:', tags: ['young'] });
  await readAnswered('page', old, young);
  await invalidate({ tags: ['young'], xid: 10n });
  await hears(1);
  expect((await readAnswered('')).status).toBe(hit);
  await invalidate({ tags: ['old'], xid: 10n });
  await hears(2);
  expect((await readAnswered('again', { ...old, snapshot: '30:30:' }, young)).said).toBe('again');
  // Also of what comes late: the page as a whole is as young as its oldest part.
  await invalidate({ tags: ['old'], xid: 40n });
  await hears(3);
  expect((await readAnswered('late', { ...old, snapshot: '41:41:' }, young)).status).toBe(stored);
});

test('who joined after an event that the answer does not hold asks again, who joined before does not', async () => {
  const { door, read, hears } = await edgeAndDoor();
  const [first, second] = [read(), read()];
  const asking = await door.asked(1);
  await invalidate({ tags: ['thing:1'], xid: 10n });
  await hears(1);
  const joined = [read(), read(), read()];
  // They have come, and wait: the door is not asked for any of them.
  await expect.poll(() => door.askings.length, { interval: 20 }).toBe(1);
  await new Promise((resolve) => setTimeout(resolve, 100));
  asking.answer('old');
  expect([(await first).said, (await second).said]).toEqual(['old', 'old']);
  const again = await door.asked(2);
  // They say what they miss, so that no cache behind may answer with what it has.
  expect(again.event.headers['min-version']).toBe('11');
  again.answer('new', partOf({ snapshot: '11:11:' }));
  expect((await Promise.all(joined)).map(({ said }) => said)).toEqual(['new', 'new', 'new']);
  expect(door.askings).toHaveLength(2);
});

test('what one who waited fetched in the end is judged as well: if it lacks an event, it is asked for again', async () => {
  const { door, read, hears, isHearing } = await edgeAndDoor();
  const first = read();
  const failing = await door.asked(1);
  await invalidate({ tags: ['thing:1'], xid: 10n });
  await hears(1);
  await isHearing();
  const waiter = read();
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(door.askings).toHaveLength(1);
  failing.fail();
  // The failure was the first one’s alone; the waiter asks for itself, and is answered by a cache that has not heard yet.
  (await door.asked(2)).answer('old');
  const again = await door.asked(3);
  expect(again.event.headers['min-version']).toBe('11');
  again.answer('new', partOf({ snapshot: '11:11:' }));
  expect((await waiter).said).toBe('new');
  expect((await first).said).not.toBe('new');
});

test('a fetch that began in an earlier subscription is not stored', async () => {
  const { door, read, readAnswered, isHearing, subscription } = await edgeAndDoor();
  const early = read();
  const asking = await door.asked(1);
  await admin.client('KILL', 'TYPE', 'PUBSUB');
  await expect.poll(() => subscription.isAlive(), { interval: 1, timeout: 10_000 }).toBe(false);
  await isHearing();
  asking.answer('of before', partOf({ snapshot: '999:999:' }));
  expect((await early).status).toBe(refused);
  expect((await readAnswered('of now', partOf({ snapshot: '999:999:' }))).status).toBe(stored);
});

test('a fetch that began while nobody was heard is not stored: what was published then was missed', async () => {
  const { door, read, readAnswered, isHearing, subscription } = await edgeAndDoor();
  const goOn = pauseFamily(redis.pid);
  let early: ReturnType<typeof read>;
  try {
    await expect.poll(() => subscription.sinceMs, { interval: 1, timeout: 10_000 }).toBe(Number.POSITIVE_INFINITY);
    early = read();
    await door.asked(1);
  } finally {
    goOn();
  }
  await isHearing();
  door.askings[0]!.answer('built before', partOf({ snapshot: '999:999:' }));
  expect((await early).said).toBe('built before');
  expect(await readAnswered('built now', partOf({ snapshot: '999:999:' }))).toEqual({
    said: 'built now',
    status: stored,
  });
});

test('after a lost connection nothing of before is in memory', async () => {
  const { readAnswered, isHearing, subscription } = await edgeAndDoor();
  await readAnswered('one');
  await admin.client('KILL', 'TYPE', 'PUBSUB');
  await expect.poll(() => subscription.isAlive(), { interval: 1, timeout: 10_000 }).toBe(false);
  await isHearing();
  expect((await readAnswered('two')).said).toBe('two');
});

describe('when everything is dropped', () => {
  test('nothing is left, and what was asked for before is not stored, however young it says it is', async () => {
    const { door, read, readAnswered, hears } = await edgeAndDoor();
    await readAnswered('one');
    await beginGeneration();
    await hears(1);
    const early = read();
    const asking = await door.asked(2);
    await beginGeneration();
    await hears(2);
    asking.answer('two', partOf({ snapshot: '999:999:' }));
    expect((await early).status).toBe(refused);
    expect((await readAnswered('three')).status).toBe(stored);
  });

  test('readers who come then do not wait for what was asked for before', async () => {
    const { door, read, hears } = await edgeAndDoor();
    const early = read();
    await door.asked(1);
    await beginGeneration();
    await hears(1);
    const late = read();
    (await door.asked(2)).answer('new');
    expect((await late).said).toBe('new');
    door.askings[0]!.answer('old');
    expect((await early).said).toBe('old');
  });

  test('a history with smaller numbers may follow', async () => {
    const { readAnswered, hears } = await edgeAndDoor();
    await readAnswered('one', partOf({ snapshot: '999:999:', etag: 'one' }));
    await beginGeneration();
    await hears(1);
    expect(await readAnswered('restored', partOf({ snapshot: '5:5:', etag: 'two' }))).toEqual({
      said: 'restored',
      status: stored,
    });
  });
});

test('an object that is dropped by its name takes along what was built from it, also what is under way', async () => {
  const { door, read, readAnswered, hears } = await edgeAndDoor();
  await readAnswered('one');
  await dropObject({ name: 'another' });
  await hears(1);
  expect((await readAnswered('')).status).toBe(hit);
  await dropObject({ name: 'thing' });
  await hears(2);
  const early = read();
  const asking = await door.asked(2);
  await dropObject({ name: 'thing' });
  await hears(3);
  asking.answer('damaged');
  expect((await early).status).toBe(refused);
  expect((await readAnswered('healed')).status).toBe(stored);
});

describe('together', () => {
  test('readers ask once, and each is answered', async () => {
    const { door, read } = await edgeAndDoor();
    const readers = Array.from({ length: 30 }, () => read());
    (await door.asked(1)).answer('one');
    expect(new Set((await Promise.all(readers)).map(({ said }) => said))).toEqual(new Set(['one']));
    expect(door.askings).toHaveLength(1);
  });

  test('a failure is that of the one who asked: the others ask for themselves', async () => {
    const { door, read, get } = await edgeAndDoor();
    const first = get('/api/v1/a');
    const asking = await door.asked(1);
    const others = [read(), read()];
    await new Promise((resolve) => setTimeout(resolve, 100));
    asking.fail();
    expect((await first).status).toBe(502);
    (await door.asked(2)).answer('one');
    (await door.asked(3)).answer('one');
    expect((await Promise.all(others)).map(({ said }) => said)).toEqual(['one', 'one']);
  });

  test('nobody waits for ever: then one asks for oneself', async () => {
    const { door, read } = await edgeAndDoor({ waitMs: 50 });
    const first = read();
    await door.asked(1);
    const second = read();
    (await door.asked(2)).answer('of the second');
    expect((await second).said).toBe('of the second');
    door.askings[0]!.answer('of the first');
    expect((await first).said).toBe('of the first');
  });
});

describe('what readers were shown', () => {
  const old = partOf({ snapshot: '10:10:', etag: 'old' });
  const young = partOf({ snapshot: '20:20:', etag: 'young' });

  test('a reader who asks for a version gets what holds it from memory, and else from behind', async () => {
    const { door, read, readAnswered } = await edgeAndDoor();
    await readAnswered('old', old);
    expect((await read({ 'min-version': '10' })).status).toBe(hit);
    const own = read({ 'min-version': '20' });
    const asking = await door.asked(2);
    expect(asking.event.headers['min-version']).toBe('20');
    asking.answer('young', young);
    expect((await own).said).toBe('young');
    expect((await read()).said).toBe('young');
    expect((await read({ 'min-version': '20' })).status).toBe(hit);
  });

  test('is not taken back by an older answer: it is asked for again, with the version that it lacks', async () => {
    const { door, read, readAnswered, hears, edge } = await edgeAndDoor();
    // Nobody kept it: it had been asked for before an event which it lacks.
    const early = read();
    const asking = await door.asked(1);
    await invalidate({ tags: ['thing:1'], xid: 30n });
    await hears(1);
    asking.answer('young', young);
    expect(await early).toEqual({ said: 'young', status: refused });
    edge.fence.lost();
    const late = read();
    (await door.asked(2)).answer('old', old);
    const again = await door.asked(3);
    expect(again.event.headers['min-version']).toBe('20');
    again.answer('younger', partOf({ snapshot: '31:31:', etag: 'younger' }));
    expect((await late).said).toBe('younger');
    expect((await readAnswered('')).said).toBe('younger');
  });

  test('takes along everything in memory that shows the object as it was before', async () => {
    const { door, edge, read, get } = await edgeAndDoor();
    const other = get('/api/v1/list');
    (await door.asked(1)).answer('list', old, partOf({ name: 'other' }));
    await other;
    expect(edge.store.size.entries).toBe(1);
    const own = read({ 'min-version': '20' });
    (await door.asked(2)).answer('young', young);
    await own;
    const again = get('/api/v1/list');
    (await door.asked(3)).answer('list', young, partOf({ name: 'other' }));
    expect(statusOf(await again)).toBe(stored);
  });

  test('is no older answer where the content is the same', async () => {
    const { door, read, readAnswered } = await edgeAndDoor();
    await readAnswered('same', { ...old, etag: 'same' });
    const own = read({ 'min-version': '20' });
    (await door.asked(2)).answer('same', { ...young, etag: 'same' });
    await own;
    expect((await readAnswered('')).status).toBe(hit);
  });
});

describe('while Redis does not answer', () => {
  test('it counts as dead within 500 ms: nothing is answered from memory, and everything from behind', async () => {
    const { readAnswered, isHearing, edge } = await edgeAndDoor();
    await readAnswered('one');
    const goOn = pauseFamily(redis.pid);
    try {
      await new Promise((resolve) => setTimeout(resolve, 500));
      const passed = 'colophon; hit, colophon-edge; fwd=bypass';
      expect(await readAnswered('two')).toEqual({ said: 'two', status: passed });
      expect(await readAnswered('three')).toEqual({ said: 'three', status: passed });
      await expect.poll(() => edge.store.size.entries, { timeout: 10_000 }).toBe(0);
    } finally {
      goOn();
    }
    await isHearing();
    expect((await readAnswered('four')).status).toBe(stored);
    expect((await readAnswered('')).status).toBe(hit);
  });

  test('nor does it count as alive for a process that stood still itself, and has read nothing meanwhile', async () => {
    const { subscription, isHearing } = await edgeAndDoor();
    const until = performance.now() + 500;
    while (performance.now() < until);
    expect(subscription.isAlive()).toBe(false);
    await isHearing();
  });
});
