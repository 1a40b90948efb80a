import { Client } from 'pg';
import { beforeEach, expect, test } from 'vitest';
import { databaseUnderTest } from '../../infra/checks/database-under-test.ts';
import type { PostListJson } from '../../proto/gen/colophon/posts/v1/lists_pb.js';
import { handler as listPosts } from './list-posts.ts';
import { handler as listTags } from './list-tags.ts';

const db = databaseUnderTest();
const project = '019a0000-0000-7000-8000-000000000001';

const insert = `
  with page as (insert into colophon.nodes (project_id, type, slug) values ('${project}', 'page', $1) returning id)
  insert into colophon.posts (project_id, node_id, title, summary, body_markdown, tags, status, published_at)
    select '${project}', id, upper($1), 'About ' || $1, 'text', $2, 'published', $3 from page`;

beforeEach(() =>
  db.sql(
    `truncate projects, nodes, posts, imported_files cascade; insert into projects (id, slug, name) values ('${project}', 'engine', 'Engine')`,
  ),
);

async function page(asked: Record<string, string> = {}): Promise<Required<Pick<PostListJson, 'items'>> & PostListJson> {
  const answer = await listPosts(asked);
  if (!('value' in answer)) throw new Error(JSON.stringify(answer));
  return answer.value as Required<PostListJson>;
}

/** @param between is done after each page, as by somebody who writes meanwhile */
async function walk(asked: Record<string, string>, between = async () => {}): Promise<string[]> {
  const slugs: string[] = [];
  for (let cursor = ''; ;) {
    const { items, nextCursor } = await page({ ...asked, cursor });
    slugs.push(...items.map(({ slug }) => slug!));
    if (nextCursor === undefined) return slugs;
    cursor = nextCursor;
    await between();
  }
}

test('a post is shown as the contract has it', async () => {
  await db.sql(insert, ['first', ['redis', 'cache'], '2026-03-01T09:30:00Z']);
  const moment: unknown = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  expect(await page()).toEqual({
    items: [
      {
        id: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
        ...{ slug: 'first', title: 'FIRST', summary: 'About first', path: 'first', tags: ['redis', 'cache'] },
        project: { slug: 'engine', name: 'Engine' },
        publishedAt: '2026-03-01T09:30:00.000Z',
        updatedAt: moment,
      },
    ],
  });
});

test('no post is an empty list, and so is a tag that nobody gave', async () => {
  expect(await page()).toEqual({ items: [] });
  expect(await page({ tag: 'nothing' })).toEqual({ items: [] });
});

test('drafts and scheduled posts are on no list', async () => {
  await db.sql(insert, ['out', ['x'], '2026-01-01']);
  await db.sql(insert, ['withdrawn', ['x'], '2026-01-02']);
  await db.sql(insert, ['planned', ['x'], '2026-01-03']);
  await db.sql(`update posts set status = 'draft' where path = 'withdrawn'`);
  await db.sql(`update posts set status = 'scheduled', published_at = '9000-01-01' where path = 'planned'`);
  expect(await walk({})).toEqual(['out']);
  expect(await walk({ tag: 'x' })).toEqual(['out']);
  expect((await listTags({})) as object).toMatchObject({ value: { items: [{ slug: 'x', postCount: 1 }] } });
});

test.each([{}, { tag: 'even' }, { project: 'engine' }, { project: 'engine', tag: 'even' }])(
  '%j is walked whole, the newest first, also where dates are equal',
  async (asked) => {
    for (let n = 0; n < 23; n++)
      await db.sql(insert, [`p${n}`, n % 2 ? ['odd'] : ['even', 'all'], `2026-01-0${1 + Math.floor(n / 5)}`]);
    const order = `select substring(path from '[^/]*$') as slug from posts where $1 = '' or $1 = any (tags) order by published_at desc, id desc`;
    const expected = await db.sql<{ slug: string }>(order, ['tag' in asked ? asked.tag : '']);
    for (const limit of ['1', '4', '100'])
      expect(await walk({ ...asked, limit })).toEqual(expected.map(({ slug }) => slug));
  },
);

test('a page that ends with the last post says that it is the end', async () => {
  for (let n = 0; n < 4; n++) await db.sql(insert, [`p${n}`, [], `2026-01-0${n + 1}`]);
  expect(await page({ limit: '4' })).not.toHaveProperty('nextCursor');
  expect(await page({ limit: '3' })).toHaveProperty('nextCursor');
});

test('posts that come and go meanwhile make nobody see one twice or miss one', async () => {
  const day = (n: number) => new Date(Date.UTC(2026, 0, 1) + n * 86_400_000).toISOString();
  for (let n = 0; n < 60; n++) await db.sql(insert, [`p${n}`, ['walked'], day(n)]);
  const writers = [0, 1, 2].map(() => new Client({ connectionString: db.addresses.ownerUrl }));
  await Promise.all(writers.map((writer) => writer.connect()));
  let going = true;
  let written = 0;
  const writing = writers.map(async (writer, index) => {
    for (let n = 0; going; n++, written++) {
      // Before, behind and between what is being walked; and one that was there moves to the front of all.
      await writer.query(insert, [`new-${index}-${n}`, ['walked'], day(((n * 7 + index) % 90) - 15)]);
      if (n % 3 === 0) await writer.query(`delete from colophon.posts where path = 'new-${index}-${n}'`);
    }
  });
  const until = async (count: number) => expect.poll(() => written, { interval: 5 }).toBeGreaterThanOrEqual(count);
  for (const asked of [{ limit: '7' }, { limit: '7', tag: 'walked' }]) {
    const seen = await walk(asked, () => until(written + 6));
    expect(new Set(seen).size).toBe(seen.length);
    const old = seen.filter((slug) => slug.startsWith('p'));
    expect(old).toEqual([...Array(60).keys()].reverse().map((n) => `p${n}`));
  }
  going = false;
  await Promise.all(writing);
  await Promise.all(writers.map((writer) => writer.end()));
  expect(written).toBeGreaterThan(30);
});

test('tags come by name with the number of posts, each post counted once', async () => {
  await db.sql(insert, ['one', ['redis', 'cache', 'redis'], '2026-01-01']);
  await db.sql(insert, ['two', ['redis', 'a_b'], '2026-01-01']);
  const answer = await listTags({});
  expect(answer).toMatchObject({
    value: {
      items: [
        { slug: 'a_b', postCount: 1 },
        { slug: 'cache', postCount: 1 },
        { slug: 'redis', postCount: 2 },
      ],
    },
    tags: ['tags', 'all'],
  });
});

test.each([
  ['tag', { tag: 'Redis' }],
  ['limit', { limit: '101' }],
  ['cursor', { cursor: 'mine' }],
  ['tag', { tag: 1 }],
])('a wrong %s is refused by its name', async (field, asked) => {
  expect(await listPosts(asked)).toMatchObject({ refusal: { kind: 'malformed', violations: [{ field }] } });
});
