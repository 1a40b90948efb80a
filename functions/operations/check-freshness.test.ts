import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { databaseUnderTest } from '../../infra/checks/database-under-test.ts';
import { httpEvent } from '../../infra/checks/http-event.ts';
import { standInLambda } from '../../infra/checks/stand-in-lambda.ts';
import { freshRedis, type RunningRedis, useEnvironment } from '../../infra/checks/test-database.ts';
import { log } from '../_env/log.ts';
import { takeMeasures } from '../_env/measure.ts';
import { objectKey } from '../_keys/object-key.ts';
import { invalidate } from '../_redis/cache.ts';
import { disconnect, withRedis } from '../_redis/client.ts';
import { handler as getTags } from '../cache-read/list-tags.ts';
import { handler as getPosts } from '../cache-read/list-posts.ts';
import { handler as buildPosts } from '../database-read/list-posts.ts';
import { handler as buildTags } from '../database-read/list-tags.ts';
import { handler as checkFreshness } from './check-freshness.ts';
import { handler as verifyCache } from './verify-cache.ts';

const db = databaseUnderTest();
let isDatabaseAway = false;
const away = { refusal: { kind: 'unavailable', detail: 'The database cannot be reached.' } };
let beforeBuilding: (() => unknown) | undefined;
const builder = (build: (asked: never) => Promise<unknown>) => async (asked: never) => {
  await beforeBuilding?.();
  return isDatabaseAway ? away : build(asked);
};
const invocations = standInLambda({
  'database-read-list-posts': builder(buildPosts),
  'database-read-list-tags': builder(buildTags),
});
let redis: RunningRedis;
let measured: Record<string, number>;
const said = { warnings: [] as string[], found: [] as Record<string, unknown>[] };

beforeAll(async () => {
  redis = await freshRedis();
  useEnvironment({ REDIS_URL: redis.url });
  // A connection that is made after Redis was emptied begins a new generation.
  await withRedis((each) => each.ping(), 'patient');
  await db.sql(`
    insert into projects (slug, name) values ('engine', 'Engine');
    with page as (insert into nodes (project_id, type, slug) select id, 'page', 'p' from projects returning id, project_id)
    insert into posts (project_id, node_id, title, body_markdown, tags, status, published_at)
      select project_id, id, 'Title', 'text', '{redis}', 'published', '2026-01-01' from page`);
});
beforeEach(async () => {
  await withRedis((each) => each.flushall());
  await db.sql('truncate freshness_days, freshness_findings');
  isDatabaseAway = false;
  beforeBuilding = undefined;
  measured = {};
  takeMeasures((name, value, label) => (measured[`${name} ${label}`] = (measured[`${name} ${label}`] ?? 0) + value));
  said.warnings = [];
  said.found = [];
  vi.spyOn(log, 'warn').mockImplementation((...given: unknown[]) => void said.warnings.push(String(given.at(-1))));
  vi.spyOn(log, 'error').mockImplementation((...given: unknown[]) => void said.found.push(given[0] as object as never));
});
afterAll(async () => {
  disconnect();
  await redis.stop();
});

const tags = objectKey('tags').name;
/** Reads what is in the cache then: on a machine that is too busy for that a reader is served past it. */
const read = (query?: Record<string, string>) =>
  vi.waitFor(
    async () => {
      const answer = query
        ? await getPosts(httpEvent({ path: '/api/v1/posts', query }))
        : await getTags(httpEvent({ path: '/api/v1/tags', headers: { 'x-request-id': 'the-reader-who-filled-it' } }));
      expect(answer.headers?.['cache-status']).toMatch(/hit|stored/);
      return answer;
    },
    { timeout: 10_000 },
  );
const keyOf = async (name: string) =>
  `colophon:${await withRedis((each) => each.get('colophon:generation'))}:object:${name}`;
const isCached = async (name: string) => (await withRedis(async (each) => each.exists(await keyOf(name)))) === 1;

/** By hand: the text of the object is another one, and nothing else is. */
async function tamper(name: string, change = (value: string) => value.replaceAll('redis', 'bogus')) {
  const key = await keyOf(name);
  await withRedis(async (each) => each.set(key, change((await each.get(key))!), 'KEEPTTL'));
}

/** As somebody who knows our format would: nothing in it speaks against it but the database. */
async function forge(name: string): Promise<void> {
  const { builtFrom } = await import('../_redis/built.ts');
  const { encodeEntry, decodeEntry } = await import('../_redis/entry.ts');
  await tamper(name, (value) => {
    const { snapshot, tags: of, storedAt } = decodeEntry(value)!;
    return encodeEntry(builtFrom({ value: { items: [] }, snapshot, tags: of }), storedAt);
  });
}

const check = async () => ((await checkFreshness({})) as unknown as { value: Record<string, unknown> }).value;
const days = () =>
  db.sql(`select cache, checked::int, stale::int, healed::int, oldest_seconds > 0 as "wasStale" from freshness_days`);
const findings = () =>
  db.sql<{ name: string; history: Record<string, unknown> }>('select name, history from freshness_findings');

describe('what was changed by hand in Redis', () => {
  test('is found, dropped, counted, and written down with its history', async () => {
    await read();
    await read({});
    expect(await check()).toMatchObject({ checked: 2, stale: 0 });
    await tamper(tags);
    expect(await check()).toMatchObject({ isOn: true, stale: 1 });
    expect([await isCached(tags), await isCached(objectKey('posts', { limit: '20' }).name)]).toEqual([false, true]);
    expect(measured).toMatchObject({
      'colophon_freshness_stale_total redis': 1,
      'colophon_freshness_healed_total redis': 1,
    });
    expect(await days()).toEqual([
      { cache: 'redis', checked: expect.any(Number) as number, stale: 1, healed: 1, wasStale: true },
    ]);
    const history = {
      filledBy: 'the-reader-who-filled-it',
      builder: 'database-read-list-tags',
      tags: expect.arrayContaining(['tags', 'all']) as string[],
      snapshot: expect.stringMatching(/^\d+:\d+:/) as string,
      storedAt: expect.stringMatching(/^20\d\d-/) as string,
    };
    expect(await findings()).toMatchObject([{ name: tags, history }]);
    expect(said.found).toMatchObject([{ name: tags, ...history }]);
    // Nothing is remembered against whoever builds it anew.
    expect((await read()).headers?.['cache-status']).toBe('colophon; fwd=miss; stored');
  });

  test('is found where all that the object says of itself is right', async () => {
    await read();
    await forge(tags);
    expect(await check()).toMatchObject({ stale: 1 });
    expect(await isCached(tags)).toBe(false);
  });

  test.each([
    ['what is no object of ours', () => 'words'],
    [
      'a snapshot of the future, which no event would ever drop',
      (value: string) => value.replace(/"snapshot":"[^"]*"/, '"snapshot":"99999999:99999999:"'),
    ],
    ['tags that nothing announces', (value: string) => value.replace(/"tags":\[[^\]]*\]/, '"tags":["nobody"]')],
  ])('is found: %s', async (_, change) => {
    await read();
    await tamper(tags, change);
    expect(await check()).toMatchObject({ stale: 1 });
    expect(await isCached(tags)).toBe(false);
  });

  test('comes before all that was right before, however much that is', async () => {
    const many = Array.from({ length: 60 }, (_, index) => String(index + 1));
    for (const limit of many) await read({ limit });
    await vi.waitFor(async () => expect((await check())['checked']).toBe(4), { timeout: 20_000, interval: 1 });
    await forge(objectKey('posts', { limit: '37' }).name);
    expect(await check()).toMatchObject({ stale: 1 });
  });
});

describe('what is on its way', () => {
  test('is not called stale: an object that differs is gone, or is another one, when the bound has passed', async () => {
    await read();
    await read({});
    await check();
    const [{ xid } = { xid: '' }] = await db.sql<{ xid: string }>(
      `with changed as (update posts set tags = '{redis,lua}' returning 1) select pg_current_xact_id()::text as xid from changed`,
    );
    invocations.length = 0;
    const checking = check();
    // The checker has seen the difference; now the event arrives.
    await vi.waitFor(() => expect(invocations.map(({ name }) => name)).toContain('database-read-list-tags'));
    await invalidate({ tags: ['all'], xid: BigInt(xid) });
    await read();
    expect(await checking).toMatchObject({ stale: 0 });
    expect([await findings(), said.found]).toEqual([[], []]);
    await db.sql(`update posts set tags = '{redis}'`);
  });

  test('is stale if nobody ever announced it, and the history says what the cache had heard', async () => {
    await read();
    await invalidate({ tags: ['tags'], xid: 3n });
    await db.sql(`update posts set tags = '{redis,lost}'`);
    expect(await check()).toMatchObject({ stale: 1 });
    const [found] = await findings();
    expect(found?.history['eventsSeen']).toEqual([
      { tag: 'tags', xid: '3', at: expect.stringMatching(/^20\d\d-/) as string },
    ]);
    await db.sql(`update posts set tags = '{redis}'`);
  });
});

describe('while a part is away', () => {
  test('the database: nothing is called stale, it is said once, and it goes on by itself', async () => {
    await read();
    await forge(tags);
    isDatabaseAway = true;
    const waits = { isOn: true, checked: 0, stale: 0, waitsFor: away.refusal.detail };
    expect(await check()).toEqual(waits);
    expect(said.warnings, 'a moment is nothing to speak of').toEqual([]);
    const now = performance.now.bind(performance);
    vi.spyOn(performance, 'now').mockImplementation(() => now() + 10_000);
    for (let run = 0; run < 3; run++) expect(await check()).toEqual(waits);
    vi.mocked(performance.now).mockRestore();
    expect(said).toEqual({ warnings: ['the freshness checker waits for a part that is away'], found: [] });
    expect(await isCached(tags)).toBe(true);
    isDatabaseAway = false;
    expect(await check()).toMatchObject({ stale: 1 });
    expect(said.warnings.at(-1)).toBe('the freshness checker goes on');
  });

  test('the database between both looks: neither', async () => {
    await read();
    await forge(tags);
    let looks = 0;
    beforeBuilding = () => (isDatabaseAway = ++looks > 1);
    expect(await check()).toMatchObject({ stale: 0, waitsFor: away.refusal.detail });
    expect([await isCached(tags), said.found]).toEqual([true, []]);
    beforeBuilding = undefined;
    isDatabaseAway = false;
    expect(await check()).toMatchObject({ stale: 1 });
  });

  test('Redis: the same', async () => {
    await read();
    vi.stubEnv('REDIS_URL', 'redis://127.0.0.1:1');
    disconnect();
    expect(await check()).toMatchObject({ checked: 0, stale: 0, waitsFor: 'The cache cannot be reached.' });
    vi.unstubAllEnvs();
    disconnect();
    expect(await check()).toMatchObject({ waitsFor: '' });
  });
});

test('with FRESHNESS_CHECKER=off nothing is looked at', async () => {
  await read();
  await forge(tags);
  vi.stubEnv('FRESHNESS_CHECKER', 'off');
  invocations.length = 0;
  expect(await check()).toEqual({ isOn: false, checked: 0, stale: 0, waitsFor: '' });
  expect([await isCached(tags), invocations]).toEqual([true, []]);
  vi.unstubAllEnvs();
});

test('verify-cache compares in the same way', async () => {
  await read();
  await read({});
  expect(await verifyCache({})).toEqual({ value: { checked: 2, fresh: 2, stale: [], next: '0' } });
  await tamper(tags, () => 'words');
  expect(await verifyCache({})).toEqual({ value: { checked: 2, fresh: 1, stale: [tags], next: '0' } });
});
