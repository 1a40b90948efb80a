import { beforeAll, beforeEach, expect, test } from 'vitest';
import { databaseUnderTest } from '../../../infra/checks/database-under-test.ts';
import { type Asked, bodyOf, httpEvent } from '../../../infra/checks/http-event.ts';
import { standInLambda } from '../../../infra/checks/stand-in-lambda.ts';
import { handler } from './create-post.ts';

const db = databaseUnderTest();
const asked = standInLambda();
let project: string;
let section: string;

beforeAll(async () => {
  [{ id: project }] = (await db.sql(`insert into projects (slug, name) values ('engine', 'Engine') returning id`)) as [
    { id: string },
  ];
  const text = `insert into nodes (project_id, type, name, slug, position) values ($1, 'section', 'Guide', 'guide', 10) returning id`;
  [{ id: section }] = (await db.sql(text, [project])) as [{ id: string }];
});

beforeEach(() => {
  asked.length = 0;
});

const create = (body: unknown, more: Asked = {}) =>
  handler(
    httpEvent({
      method: 'POST',
      path: `/api/v1/projects/${project}/posts`,
      parameters: { id: project },
      body,
      ...more,
    }),
  );

test('a post is made as a draft, with its page at the end of its section', async () => {
  await create({ title: 'First', slug: 'first', parentNodeId: section });
  const result = await create({
    title: 'Second',
    slug: 'second',
    summary: 's',
    bodyMarkdown: '# b',
    tags: ['redis'],
    parentNodeId: section,
  });
  expect(result.statusCode).toBe(201);
  expect(bodyOf(result)).toMatchObject({
    ...{
      title: 'Second',
      slug: 'second',
      summary: 's',
      bodyMarkdown: '# b',
      tags: ['redis'],
      status: 'DRAFT',
      path: 'guide/second',
    },
    ...{ project: { slug: 'engine', name: 'Engine' }, projectId: project, parentNodeId: section, revision: 1 },
  });
  const order = await db.sql(`select slug from nodes where parent_id = $1 order by sort_key`, [section]);
  expect(order).toEqual([{ slug: 'first' }, { slug: 'second' }]);
});

test('the answer is for the author alone, and has the ETag that a change needs', async () => {
  const { headers } = await create({ title: 'Headers', slug: 'headers' });
  expect(headers).toMatchObject({ 'content-type': 'application/json', 'cache-control': 'private, no-store' });
  expect(headers?.['etag']).toMatch(/^"1-[\w-]+"$/);
});

test('the relay is nudged, and not waited for', async () => {
  await create({ title: 'Nudge', slug: 'nudge' });
  expect(asked).toEqual([{ name: 'outbox-relay', type: 'Event', payload: {} }]);
});

test('without a slug it gets one from its title', async () => {
  expect(bodyOf(await create({ title: 'Überall: Größe & Maß!' }))).toMatchObject({ slug: 'uberall-gro-e-ma' });
});

test.each([
  ['a field that nobody knows', { title: 'x', titel: 'y' }, 400, 'titel'],
  ['a field of another type', { title: 1 }, 400, 'title'],
  ['a list that is none', { title: 'x', tags: 'redis' }, 400, 'tags'],
  ['a body that is no object', ['x'], 400, undefined],
  ['a body that is no JSON', '{"title":', 400, undefined],
  ['the character that Postgres cannot store', { title: 'x\0y' }, 400, 'title'],
  ['a slug with capitals', { title: 'x', slug: 'X' }, 422, 'slug'],
  ['a title of nothing that a slug can hold', { title: '!!!' }, 422, 'slug'],
  ['a long title', { title: 'x'.repeat(201), slug: 'x' }, 422, 'title'],
  ['a tag that is no slug', { title: 'x', tags: ['Not A Slug'] }, 422, 'tags[0]'],
  ['a parent that is no id', { title: 'x', parentNodeId: 'guide' }, 422, 'parentNodeId'],
  [
    'a parent that is not there',
    { title: 'x', parentNodeId: '019a0000-0000-7000-8000-000000000000' },
    422,
    'parentNodeId',
  ],
])('%s is refused by its name', async (_, body, status, field) => {
  const result = await create(body);
  expect(result.statusCode).toBe(status);
  expect(result.headers?.['content-type']).toBe('application/problem+json');
  const { violations, ...problem } = bodyOf(result);
  expect(problem).toMatchObject({
    status,
    requestId: 'request-of-a-test',
    instance: `/api/v1/projects/${project}/posts`,
  });
  if (field) expect(violations).toMatchObject([{ field }]);
  expect(asked, 'nothing changed, so nobody is woken').toEqual([]);
});

test('text about the character U+0000 is text', async () => {
  const bodyMarkdown = 'In JSON it is `\\u0000`.';
  expect(bodyOf(await create({ title: 'NUL', slug: 'nul', bodyMarkdown }))).toMatchObject({ bodyMarkdown });
});

test('a path that is taken is a conflict', async () => {
  await create({ title: 'x', slug: 'taken' });
  const result = await create({ title: 'y', slug: 'taken' });
  expect(result.statusCode).toBe(409);
  expect(bodyOf(result)).toMatchObject({ violations: [{ field: 'slug' }] });
  expect(await db.sql(`select from nodes where slug = 'taken'`)).toHaveLength(1);
});

test('a project that is not there is 404', async () => {
  const parameters = { id: '019a0000-0000-7000-8000-000000000000' };
  expect((await create({ title: 'x' }, { parameters })).statusCode).toBe(404);
});

test('another type of content is 415', async () => {
  expect(
    (await create('title=x', { headers: { 'content-type': 'application/x-www-form-urlencoded' } })).statusCode,
  ).toBe(415);
});
