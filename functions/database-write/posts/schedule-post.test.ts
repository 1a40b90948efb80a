import { Client } from 'pg';
import { beforeEach, expect, test } from 'vitest';
import { databaseUnderTest } from '../../../infra/checks/database-under-test.ts';
import { bodyOf, httpEvent } from '../../../infra/checks/http-event.ts';
import { standInLambda } from '../../../infra/checks/stand-in-lambda.ts';
import { handler as publishDue } from './publish-due.ts';
import { handler as publish } from './publish-post.ts';
import { handler as schedule } from './schedule-post.ts';
import { handler as unpublish } from './unpublish-post.ts';

const db = databaseUnderTest();
const invocations = standInLambda();

const project = '019a0000-0000-7000-8000-000000000001';
const post = '019a0000-0000-7000-8000-000000000021';

beforeEach(async () => {
  await db.sql(`
    truncate projects, nodes, posts, imported_files cascade;
    insert into projects (id, slug, name) values ('${project}', 'engine', 'Engine');
    insert into nodes (project_id, type, slug) values ('${project}', 'page', 'post');
    insert into posts (id, project_id, node_id, title, body_markdown) select '${post}', '${project}', id, 'Title', 'text' from nodes`);
  invocations.length = 0;
});

const event = (what: string, body?: unknown) =>
  httpEvent({ method: 'POST', path: `/api/v1/posts/${post}/${what}`, parameters: { id: post }, body });
const scheduled = async (body: unknown) => bodyOf(await schedule(event('schedule', body)));
const published = async () => (await publishDue()).value.published;
const stands = async () =>
  (await db.sql(`select status, published_at as at, revision from posts where id = '${post}'`))[0]!;
const later = '9000-01-01T00:00:00.000Z';

/** That many posts that were to appear while nothing ran. */
const overdue = (count: number) =>
  db.sql(
    `with page as (insert into nodes (project_id, type, slug) select '${project}', 'page', 'due-' || n from generate_series(1, $1) n returning id)
     insert into posts (project_id, node_id, title, body_markdown, status, published_at)
       select '${project}', id, 'Due', 'text', 'scheduled', now() - interval '1 hour' from page`,
    [count],
  );

test('a scheduled post appears when its time has come, under the date that was set', async () => {
  const publishedAt = new Date(Date.now() + 1_000).toISOString();
  expect(await scheduled({ publishedAt })).toMatchObject({ status: 'SCHEDULED', publishedAt });
  expect(await db.sql(`select from published.posts`)).toEqual([]);
  await db.sql(`delete from outbox`);
  invocations.length = 0;
  await expect.poll(published, { interval: 20, timeout: 10_000 }).toBe(1);
  expect(Date.now()).toBeGreaterThanOrEqual(Date.parse(publishedAt));
  expect(await stands()).toEqual({ status: 'published', at: new Date(publishedAt), revision: 3 });
  expect(invocations.map(({ name }) => name)).toEqual(['outbox-relay']);
  const announced = await db.sql<{ tag: string }>(`select tag from outbox`);
  expect(announced.map(({ tag }) => tag)).toEqual(expect.arrayContaining(['posts', 'search', `post:${post}`]));
  expect(await published()).toBe(0);
});

test('a run that finds nothing due records nothing and wakes nobody', async () => {
  await scheduled({ publishedAt: later });
  await db.sql(`delete from outbox`);
  invocations.length = 0;
  expect(await published()).toBe(0);
  expect(await db.sql(`select from outbox`)).toEqual([]);
  expect(invocations).toEqual([]);
});

test('after a downtime all that became due appears, each once, also with several at it', async () => {
  await overdue(230);
  const counts = await Promise.all([published(), published(), published()]);
  expect(counts.reduce((sum, count) => sum + count)).toBe(230);
  expect(await db.sql(`select distinct status, revision from posts where title = 'Due'`)).toEqual([
    { status: 'published', revision: 2 },
  ]);
  expect(await published()).toBe(0);
});

test('one that somebody else has in hand is left to them, and does not hold up the others', async () => {
  await overdue(2);
  const other = new Client({ connectionString: db.addresses.ownerUrl });
  await other.connect();
  await other.query('begin');
  await other.query(`select from colophon.posts where path = 'due-1' for update`);
  expect(await published()).toBe(1);
  await other.query('rollback');
  await other.end();
  expect(await published()).toBe(1);
});

test.each(['2020-01-01T00:00:00Z', new Date().toISOString()])(
  'a moment that does not lie ahead is refused: %s',
  async (publishedAt) => {
    expect(await scheduled({ publishedAt })).toMatchObject({ status: 422, violations: [{ field: 'publishedAt' }] });
    expect(await stands()).toMatchObject({ status: 'draft', at: null, revision: 1 });
  },
);

test.each([
  [{}],
  [undefined],
  [{ publishedAt: '' }],
  [{ publishedAt: 'tomorrow' }],
  [{ publishedAt: '2027-02-30T00:00:00Z' }],
])('without a moment that exists it is refused: %j', async (body) => {
  expect(await scheduled(body)).toMatchObject({ status: 422, violations: [{ field: 'publishedAt' }] });
});

test.each([
  ['title', `update posts set title = ''`],
  ['bodyMarkdown', `update posts set body_markdown = ''`],
  ['nodeId', `update posts set node_id = null`],
])('a post that lacks its %s is refused by that name, as when it is published', async (field, statement) => {
  await db.sql(statement);
  expect(await scheduled({ publishedAt: later })).toMatchObject({ status: 422, violations: [{ field }] });
});

test('what is not there is 404', async () => {
  await db.sql(`delete from posts`);
  expect(await scheduled({ publishedAt: later })).toMatchObject({ status: 404 });
});

test('unpublish takes it back to a draft, whose date that never came is forgotten', async () => {
  await scheduled({ publishedAt: later });
  const body = bodyOf(await unpublish(event('unpublish')));
  expect(body).toMatchObject({ status: 'DRAFT' });
  expect(body).not.toHaveProperty('publishedAt');
});

test('publish publishes now, and a date that lies ahead becomes now', async () => {
  await scheduled({ publishedAt: later });
  const { status, publishedAt } = bodyOf(await publish(event('publish')));
  expect(status).toBe('PUBLISHED');
  expect(Math.abs(Date.parse(publishedAt as string) - Date.now())).toBeLessThan(5_000);
});

test('a published post that is scheduled is off the site until then', async () => {
  await publish(event('publish'));
  expect(await scheduled({ publishedAt: later })).toMatchObject({ status: 'SCHEDULED', publishedAt: later });
  expect(await db.sql(`select from published.posts`)).toEqual([]);
});

test('a tab that saw an older state takes nothing away from readers: 412', async () => {
  const stale = { ...event('schedule', { publishedAt: later }), headers: { 'if-match': '"9-x"' } };
  expect((await schedule(stale)).statusCode).toBe(412);
  expect(await stands()).toMatchObject({ status: 'draft', revision: 1 });
});
