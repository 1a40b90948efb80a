import { beforeEach, expect, test } from 'vitest';
import { databaseUnderTest } from '../../../infra/checks/database-under-test.ts';
import { bodyOf, httpEvent } from '../../../infra/checks/http-event.ts';
import { standInLambda } from '../../../infra/checks/stand-in-lambda.ts';
import { handler as publish } from './publish-post.ts';
import { handler as unpublish } from './unpublish-post.ts';

const db = databaseUnderTest();
standInLambda();

const project = '019a0000-0000-7000-8000-000000000001';
const page = '019a0000-0000-7000-8000-000000000012';
const post = '019a0000-0000-7000-8000-000000000021';

beforeEach(() =>
  db.sql(`
    truncate projects, nodes, posts, imported_files cascade;
    insert into projects (id, slug, name) values ('${project}', 'engine', 'Engine');
    insert into nodes (id, project_id, type, slug) values ('${page}', '${project}', 'page', 'post');
    insert into posts (id, project_id, node_id, title, body_markdown) values ('${post}', '${project}', '${page}', 'Title', 'text')`),
);

const event = (what: string, body?: unknown) =>
  httpEvent({ method: 'POST', path: `/api/v1/posts/${post}/${what}`, parameters: { id: post }, body });
const at = async (body?: unknown) => bodyOf(await publish(event('publish', body)));

test('without a date it is published now', async () => {
  const before = Date.now();
  const { status, publishedAt } = await at();
  expect(status).toBe('PUBLISHED');
  expect(Date.parse(publishedAt as string)).toBeGreaterThanOrEqual(before - 1000);
});

test.each([
  ['2020-02-29T12:00:00Z', '2020-02-29T12:00:00.000Z'],
  ['2020-01-01T00:30:00+02:00', '2019-12-31T22:30:00.000Z'],
  ['2020-01-01T00:00:00.123456Z', '2020-01-01T00:00:00.123Z'],
])('with the date %s it gets that date', async (publishedAt, stored) => {
  expect(await at({ publishedAt })).toMatchObject({ publishedAt: stored });
});

test.each([
  '',
  'yesterday',
  '2020-01-01',
  '2021-02-29T12:00:00Z',
  '2020-13-01T00:00:00Z',
  '9999-12-31T23:59:59-14:00',
  '0000-01-01T00:00:00Z',
  'infinity',
  'now',
])('a moment that does not exist is refused: %j', async (publishedAt) => {
  expect(await at({ publishedAt })).toMatchObject({ status: 422, violations: [{ field: 'publishedAt' }] });
});

test('published again without a date it keeps the one it had, also after a time as a draft', async () => {
  await at({ publishedAt: '2020-01-01T00:00:00Z' });
  expect(await at()).toMatchObject({ publishedAt: '2020-01-01T00:00:00.000Z' });
  expect(bodyOf(await unpublish(event('unpublish')))).toMatchObject({ status: 'DRAFT' });
  expect(await at()).toMatchObject({ status: 'PUBLISHED', publishedAt: '2020-01-01T00:00:00.000Z' });
});

test.each([
  ['title', `update posts set title = ''`],
  ['bodyMarkdown', `update posts set body_markdown = ''`],
  ['nodeId', `update posts set node_id = null`],
])('a post that lacks its %s is refused by that name', async (field, statement) => {
  await db.sql(statement);
  expect(await at()).toMatchObject({ status: 422, violations: [{ field }] });
});

test('one that waits for a date ahead is published now, and one whose date has passed keeps it', async () => {
  await db.sql(`update posts set status = 'scheduled', published_at = now() + interval '3 days'`);
  const { status, publishedAt } = await at();
  expect(status).toBe('PUBLISHED');
  expect(Date.parse(publishedAt as string)).toBeLessThanOrEqual(Date.now());
  await db.sql(`update posts set status = 'scheduled', published_at = '2020-01-01'`);
  expect(await at()).toMatchObject({ publishedAt: '2020-01-01T00:00:00.000Z' });
});

test('If-Match is honoured where it is given', async () => {
  const stale = { headers: { 'if-match': '"7-x"' } };
  const current = { headers: { 'if-match': '"1-x"' } };
  const given = (what: string, more: object) => ({ ...event(what), ...more }) as ReturnType<typeof event>;
  expect((await publish(given('publish', stale))).statusCode).toBe(412);
  expect((await publish(given('publish', current))).statusCode).toBe(200);
  expect((await unpublish(given('unpublish', current))).statusCode).toBe(412);
});
