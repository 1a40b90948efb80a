import { beforeAll, beforeEach, expect, test } from 'vitest';
import { databaseUnderTest } from '../../../infra/checks/database-under-test.ts';
import { type Asked, bodyOf, httpEvent } from '../../../infra/checks/http-event.ts';
import { standInLambda } from '../../../infra/checks/stand-in-lambda.ts';
import { handler } from './update-post.ts';

const db = databaseUnderTest();
const asked = standInLambda();

const project = '019a0000-0000-7000-8000-000000000001';
const section = '019a0000-0000-7000-8000-000000000011';
const page = '019a0000-0000-7000-8000-000000000012';
const post = '019a0000-0000-7000-8000-000000000021';

beforeAll(() => db.sql(`insert into projects (id, slug, name) values ('${project}', 'engine', 'Engine')`));

beforeEach(async () => {
  asked.length = 0;
  await db.sql(`
    truncate nodes, posts, imported_files, outbox cascade;
    insert into nodes (id, project_id, type, name, slug) values
      ('${section}', '${project}', 'section', 'Guide', 'guide'), ('${page}', '${project}', 'page', null, 'post');
    insert into posts (id, project_id, node_id, title, body_markdown, tags, status, published_at, revision)
      values ('${post}', '${project}', '${page}', 'Old', 'old', '{one,two}', 'published', now(), 7);
    truncate outbox`);
});

const change = (body: unknown, headers: Record<string, string> = { 'if-match': '"7-x"' }, more: Asked = {}) =>
  handler(
    httpEvent({ method: 'PATCH', path: `/api/v1/posts/${post}`, parameters: { id: post }, body, headers, ...more }),
  );

const stored = async () =>
  (await db.sql(`select title, body_markdown, tags, path, revision from posts where id = '${post}'`))[0];
const untouched = { title: 'Old', body_markdown: 'old', tags: ['one', 'two'], path: 'post', revision: 7 };

test('what is given changes, and the rest stays', async () => {
  const result = await change({ title: 'New' });
  expect(result.statusCode).toBe(200);
  expect(bodyOf(result)).toMatchObject({
    title: 'New',
    bodyMarkdown: 'old',
    tags: ['one', 'two'],
    revision: 8,
    status: 'PUBLISHED',
  });
  expect(result.headers?.['etag']).toMatch(/^"8-[\w-]+"$/);
  expect(await stored()).toEqual({ ...untouched, title: 'New', revision: 8 });
});

test.each([
  ['an empty list of tags', { tags: [] }, { tags: [] }],
  ['an empty summary and body are no absent ones', { summary: '' }, {}],
  ['another slug moves its page', { slug: 'renamed' }, { path: 'renamed' }],
  ['a section to stand in', { parentNodeId: section }, { path: 'guide/post' }],
  ['both at once', { parentNodeId: section, slug: 'renamed' }, { path: 'guide/renamed' }],
])('%s is taken as it is meant', async (_, body, changed) => {
  expect((await change(body)).statusCode).toBe(200);
  expect(await stored()).toEqual({ ...untouched, revision: 8, ...changed });
});

test('a place that is only passed through may be taken', async () => {
  await db.sql(`insert into nodes (project_id, type, slug) values ('${project}', 'page', 'renamed')`);
  expect(bodyOf(await change({ parentNodeId: section, slug: 'renamed' }))).toMatchObject({ path: 'guide/renamed' });
});

test('an empty parent is the root', async () => {
  await db.sql(`update nodes set parent_id = '${section}' where id = '${page}'`);
  expect(bodyOf(await change({ parentNodeId: '' }))).toMatchObject({ path: 'post' });
});

test.each([
  ['below a section, called after its title', { parentNodeId: section }, 'guide/old'],
  ['at the root', { parentNodeId: '' }, 'old'],
  ['under the slug that is given', { slug: 'found' }, 'found'],
])('a draft without a place gets one %s, in one revision', async (_, body, path) => {
  await db.sql(`update posts set status = 'draft', node_id = null; delete from nodes where id = '${page}'`);
  expect(bodyOf(await change(body, { 'if-match': '"8-x"' }))).toMatchObject({ path, revision: 9 });
  expect(await db.sql(`select revision from post_revisions where revision > 8`)).toEqual([{ revision: 9 }]);
});

test('the version to ask readers for is the xid of this write + 1', async () => {
  const result = await change({ bodyMarkdown: 'new' });
  const [outbox] = await db.sql<{ xid: string }>(`select distinct xid::text as xid from outbox`);
  expect(result.headers?.['content-version']).toBe(String(BigInt(outbox!.xid) + 1n));
  expect(asked).toEqual([{ name: 'outbox-relay', type: 'Event', payload: {} }]);
});

test('without If-Match it is 428', async () => {
  const result = await change({ title: 'New' }, {});
  expect(result.statusCode).toBe(428);
  expect(await stored()).toEqual(untouched);
});

test('when somebody else saved first it is 412, with what stands there now', async () => {
  const result = await change({ title: 'Mine' }, { 'if-match': '"6-x"' });
  expect(result.statusCode).toBe(412);
  expect(bodyOf(result)).toMatchObject({
    current: { title: 'Old', bodyMarkdown: 'old', revision: 7, status: 'PUBLISHED' },
  });
  expect(await stored()).toEqual(untouched);
});

test.each(['not-an-etag', '"x"', 'W/"7-x"', '"7"'])('If-Match: %s is 412', async (etag) => {
  expect((await change({ title: 'New' }, { 'if-match': etag })).statusCode).toBe(412);
});

test('If-Match: * is any revision', async () => {
  expect((await change({ title: 'New' }, { 'if-match': '*' })).statusCode).toBe(200);
});

test('a renamed project is no conflict', async () => {
  await db.sql(`update projects set name = 'Renamed' where id = '${project}'`);
  expect((await change({ title: 'New' })).statusCode).toBe(200);
});

test('of two that saw the same revision one wins', async () => {
  const results = await Promise.all([change({ title: 'One' }), change({ title: 'Two' })]);
  expect(results.map(({ statusCode }) => statusCode).toSorted()).toEqual([200, 412]);
});

test.each([
  ['a field that nobody knows', { titel: 'x' }, 400, 'titel'],
  ['a field that cannot be changed', { status: 'DRAFT' }, 400, 'status'],
  ['a field of another type', { bodyMarkdown: { text: 'x' } }, 400, 'bodyMarkdown'],
  ['a blank title of what is published', { title: ' ' }, 422, 'title'],
  ['a slug with a slash', { slug: 'a/b' }, 422, 'slug'],
  ['a page as its own parent', { parentNodeId: page }, 422, 'parentNodeId'],
])('%s is refused by its name and changes nothing', async (_, body, status, field) => {
  const result = await change(body);
  expect(result.statusCode).toBe(status);
  expect(bodyOf(result)['violations']).toMatchObject([{ field }]);
  expect(await stored()).toEqual(untouched);
  expect(asked).toEqual([]);
});

test.each(['019a0000-0000-7000-8000-0000000000ff', 'no-id'])('a post that is not there is 404: %s', async (id) => {
  expect((await change({ title: 'x' }, { 'if-match': '"7-x"' }, { parameters: { id } })).statusCode).toBe(404);
});
