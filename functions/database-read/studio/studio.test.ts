import { beforeAll, describe, expect, test } from 'vitest';
import { databaseUnderTest } from '../../../infra/checks/database-under-test.ts';
import { bodyOf, httpEvent } from '../../../infra/checks/http-event.ts';
import { handler as getPost } from './get-post-for-studio.ts';
import { handler as listPosts } from './list-posts-for-studio.ts';

const db = databaseUnderTest();

const project = '019a0000-0000-7000-8000-000000000001';
const page = '019a0000-0000-7000-8000-000000000011';
const placed = '019a0000-0000-7000-8000-000000000021';
const adrift = '019a0000-0000-7000-8000-000000000022';

beforeAll(() =>
  db.sql(`
    insert into projects (id, slug, name) values ('${project}', 'engine', 'Engine');
    insert into nodes (id, project_id, type, slug) values ('${page}', '${project}', 'page', 'placed');
    insert into posts (id, project_id, node_id, title, body_markdown, tags, status, published_at, updated_at) values
      ('${placed}', '${project}', '${page}', 'Placed', '# text', '{redis}', 'published', '2026-01-02T03:04:05.678Z', '2026-01-01T00:00:00Z'),
      ('${adrift}', '${project}', null, '', '', '{}', 'draft', null, '2026-01-01T00:00:00Z')`),
);

const get = (id: string) => getPost(httpEvent({ path: `/api/v1/studio/posts/${id}`, parameters: { id } }));
const list = (query: Record<string, string> = {}) => listPosts(httpEvent({ path: '/api/v1/studio/posts', query }));

test('a post comes with what a change of it needs', async () => {
  const result = await get(placed);
  expect(result.headers).toMatchObject({
    'cache-control': 'private, no-store',
    etag: expect.stringMatching(/^"1-[\w-]{22}"$/) as string,
  });
  expect(bodyOf(result)).toMatchObject({
    ...{
      id: placed,
      slug: 'placed',
      title: 'Placed',
      summary: '',
      bodyMarkdown: '# text',
      status: 'PUBLISHED',
      path: 'placed',
    },
    ...{ project: { slug: 'engine', name: 'Engine' }, tags: ['redis'], publishedAt: '2026-01-02T03:04:05.678Z' },
    ...{ revision: 1, projectId: project, nodeId: page },
  });
});

test('a draft without a place is shown, too, with all that it is written out', async () => {
  const body = bodyOf(await get(adrift));
  expect(body).toMatchObject({
    title: '',
    bodyMarkdown: '',
    status: 'DRAFT',
    path: '',
    slug: '',
    nodeId: '',
    tags: [],
  });
  expect(body).not.toHaveProperty('publishedAt');
  expect(body).not.toHaveProperty('parentNodeId');
});

test('the ETag follows what is shown, its first part the revision alone', async () => {
  const before = (await get(placed)).headers?.['etag'] as string;
  await db.sql(`update projects set name = 'Motor'`);
  const after = (await get(placed)).headers?.['etag'] as string;
  await db.sql(`update projects set name = 'Engine'`);
  expect(after).not.toBe(before);
  expect(after.slice(0, 3)).toBe(before.slice(0, 3));
});

test('what is not there is 404', async () => {
  expect((await get('019a0000-0000-7000-8000-0000000000ff')).statusCode).toBe(404);
});

test('the list is walked page by page: each post once, the one that changed last first', async () => {
  await db.sql(
    `insert into posts (project_id, title, updated_at) select '${project}', 'Post ' || n, '2026-02-01'::timestamptz + n / 3 * interval '1 s' from generate_series(1, 30) n`,
  );
  const titles: string[] = [];
  const moments: string[] = [];
  for (let cursor: string | undefined, pages = 0; pages < 10; pages++) {
    const body = bodyOf(await list({ limit: '7', ...(cursor && { cursor }) })) as {
      items: { title: string; updatedAt: string }[];
      nextCursor?: string;
    };
    titles.push(...body.items.map(({ title }) => title));
    moments.push(...body.items.map(({ updatedAt }) => updatedAt));
    cursor = body.nextCursor;
    if (!cursor) break;
  }
  expect(titles).toHaveLength(32);
  expect(new Set(titles).size).toBe(32);
  expect(moments).toEqual(moments.toSorted().toReversed());
});

describe('filters', () => {
  const other = '019a0000-0000-7000-8000-000000000002';
  beforeAll(() =>
    db.sql(`
      delete from posts where title like 'Post %';
      insert into projects (id, slug, name) values ('${other}', 'other', 'Other');
      insert into nodes (project_id, type, slug) values ('${other}', 'page', 'due');
      insert into posts (project_id, node_id, title, body_markdown, tags, status, published_at)
        select '${other}', id, 'Due', 'x', '{redis,cache}', 'scheduled', '9000-01-01' from nodes where project_id = '${other}';
      insert into posts (project_id, title, tags) values ('${other}', 'Idea', '{cache}')`),
  );

  test.each<[Record<string, string>, string[]]>([
    [{}, ['', 'Due', 'Idea', 'Placed']],
    [{ status: 'draft' }, ['', 'Idea']],
    [{ status: 'SCHEDULED' }, ['Due']],
    [{ project: 'engine' }, ['', 'Placed']],
    [{ project: 'nothing' }, []],
    [{ tag: 'redis' }, ['Due', 'Placed']],
    [{ tag: 'cache', status: 'draft' }, ['Idea']],
    [{ tag: 'cache', project: 'other', status: 'scheduled' }, ['Due']],
  ])('%j', async (query, titles) => {
    const body = bodyOf(await list(query)) as { items: { title: string }[] };
    expect(body.items.map(({ title }) => title).toSorted()).toEqual(titles);
  });

  test('a filtered list is walked by its own cursor, which the others refuse', async () => {
    const first = bodyOf(await list({ project: 'other', limit: '1' })) as { items: object[]; nextCursor: string };
    const cursor = first.nextCursor;
    const second = bodyOf(await list({ project: 'other', limit: '1', cursor })) as { items: object[] };
    expect([...first.items, ...second.items]).toHaveLength(2);
    expect(second).not.toHaveProperty('nextCursor');
    for (const query of [{}, { project: 'engine' }, { project: 'other', tag: 'cache' }])
      expect(bodyOf(await list({ ...query, cursor }))).toMatchObject({
        status: 400,
        violations: [{ field: 'cursor' }],
      });
  });
});

test.each([
  ['limit', { limit: '0' }],
  ['cursor', { cursor: 'mine' }],
  ['status', { status: 'gone' }],
  ['status', { status: `draft' or true --` }],
  ['project', { project: `engine' or true --` }],
  ['tag', { tag: `{redis}` }],
  ['tag', { tag: '' }],
  ['order', { order: 'title' }],
])('a wrong %s is refused by its name: %j', async (field, query) => {
  expect(bodyOf(await list(query))).toMatchObject({ status: 400, violations: [{ field }] });
});
