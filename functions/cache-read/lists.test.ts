import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { databaseUnderTest } from '../../infra/checks/database-under-test.ts';
import { bodyOf, httpEvent } from '../../infra/checks/http-event.ts';
import { standInLambda } from '../../infra/checks/stand-in-lambda.ts';
import { freshRedis, type RunningRedis, useEnvironment } from '../../infra/checks/test-database.ts';
import { families } from '../_keys/object-key.ts';
import { disconnect, withRedis } from '../_redis/client.ts';
import { handler as buildPosts } from '../database-read/list-posts.ts';
import { handler as buildTags } from '../database-read/list-tags.ts';
import { handler as buildSearch } from '../database-read/search-posts.ts';
import { handler as listPosts } from './list-posts.ts';
import { handler as listTags } from './list-tags.ts';
import { handler as searchPosts } from './search-posts.ts';

const db = databaseUnderTest();
const asked = standInLambda({
  'database-read-list-posts': buildPosts,
  'database-read-list-tags': buildTags,
  'database-read-search-posts': buildSearch,
});
let redis: RunningRedis;

beforeAll(async () => {
  redis = await freshRedis();
  useEnvironment({ REDIS_URL: redis.url });
  await db.sql(`
    insert into projects (slug, name) values ('engine', 'Engine');
    with page as (insert into nodes (project_id, type, slug) select id, 'page', 'p' || n from projects, generate_series(1, 5) n returning id, project_id)
    insert into posts (project_id, node_id, title, body_markdown, tags, status, published_at)
      select project_id, id, 'Title', 'text', '{redis}', 'published', '2026-01-01' from page`);
});
beforeEach(async () => {
  await withRedis((each) => each.flushall());
  asked.length = 0;
});
afterAll(async () => {
  disconnect();
  await redis.stop();
});

const handlers = { posts: listPosts, tags: listTags, search: searchPosts };
const get = (name: keyof typeof handlers, query: Record<string, string> = {}) =>
  handlers[name](httpEvent({ path: `/api/v1/${name}`, query }));
const cacheOf = async (...of: Parameters<typeof get>) => (await get(...of)).headers?.['cache-status'];

test.each<[keyof typeof handlers, Record<string, string>, Record<string, string>]>([
  ['posts', {}, { limit: '20' }],
  ['posts', { tag: 'redis', limit: '3' }, { limit: '3', tag: 'redis' }],
  ['tags', {}, {}],
  ['search', { q: 'Title  text ' }, { limit: '20', q: 'title text' }],
  ['search', { q: 'a/b\u0301%_é+&' }, { q: 'A/B\u0301%_e\u0301+&' }],
])('%s?%j and ?%j are one object, built once', async (name, first, second) => {
  expect(await cacheOf(name, first)).toBe('colophon; fwd=miss; stored');
  expect(await cacheOf(name, second)).toBe('colophon; hit');
  expect(asked).toHaveLength(1);
});

test('what was cached leads back to its builder, as verify-cache needs it', async () => {
  const { objectKey, objectKeyOf } = await import('../_keys/object-key.ts');
  for (const [kind, values] of [
    ['search', { q: 'a/b %2F "c" ü', limit: '20', cursor: '' }],
    ['posts', { project: '', tag: '', limit: '5', cursor: 'abc' }],
  ] as const) {
    const key = objectKey(kind, values);
    expect(objectKeyOf(key.name)).toEqual(key);
    expect(key.payload).toEqual(values);
  }
});

test('pages follow each other by their cursors', async () => {
  const seen: unknown[] = [];
  let query: Record<string, string> = { limit: '2', tag: 'redis' };
  for (let pages = 0; pages < 4; pages++) {
    const { items, nextCursor } = bodyOf(await get('posts', query)) as { items: { id: string }[]; nextCursor?: string };
    seen.push(...items.map(({ id }) => id));
    if (nextCursor === undefined) break;
    query = { ...query, cursor: nextCursor };
  }
  expect(new Set(seen).size).toBe(5);
});

test.each<[keyof typeof handlers, string, Record<string, string>]>([
  ['posts', 'limit', { limit: '0' }],
  ['posts', 'limit', { limit: '' }],
  ['posts', 'tag', { tag: '' }],
  ['posts', 'tag', { tag: 'a,b' }],
  ['posts', 'cursor', { cursor: '' }],
  ['posts', 'cursor', { cursor: 'x'.repeat(5000) }],
  ['posts', 'q', { q: 'x' }],
  ['tags', 'limit', { limit: '5' }],
  ['search', 'q', {}],
  ['search', 'q', { q: '  ' }],
  ['search', 'q', { q: 'x'.repeat(201) }],
  ['search', 'q', { q: 'x\0' }],
  ['search', 'cursor', { q: 'x', cursor: 'mine' }],
])('%s with a wrong %s is 400 and asks nobody: %j', async (name, field, query) => {
  const result = await get(name, query);
  expect(bodyOf(result)).toMatchObject({ status: 400, violations: [{ field }] });
  expect(asked).toEqual([]);
});

test.each([
  ['posts', 'lists', (n: number) => ({ tag: `t${n}` })],
  ['search', 'searches', (n: number) => ({ q: `w${n}` })],
] as const)('pages of %s that callers invent are bounded in number', async (name, family, query) => {
  const { limit } = families[family];
  for (let n = 0; n < limit + 5; n += 25) {
    await Promise.all([...Array(25).keys()].map((more) => get(name, query(n + more))));
  }
  const objects = await withRedis((each) => each.keys('colophon:*:object:*'));
  expect(objects).toHaveLength(limit);
});
