import { beforeAll, expect, test } from 'vitest';
import { databaseUnderTest } from '../../infra/checks/database-under-test.ts';
import { bodyOf, httpEvent } from '../../infra/checks/http-event.ts';
import { standInLambda } from '../../infra/checks/stand-in-lambda.ts';
import { handler as createPost } from './posts/create-post.ts';
import { handler as deletePost } from './posts/delete-post.ts';
import { handler as deleteNode } from './projects/delete-node.ts';
import { handler as updatePost } from './posts/update-post.ts';

const db = databaseUnderTest();
standInLambda();

const project = '019a0000-0000-7000-8000-000000000001';
beforeAll(() => db.sql(`insert into projects (id, slug, name) values ('${project}', 'engine', 'Engine')`));

const create = (key: string, body: unknown) =>
  createPost(
    httpEvent({
      method: 'POST',
      path: `/api/v1/projects/${project}/posts`,
      parameters: { id: project },
      body,
      headers: { 'idempotency-key': key },
    }),
  );
const change = (id: string, key: string, etag: string, body: unknown) =>
  updatePost(
    httpEvent({
      method: 'PATCH',
      path: `/api/v1/posts/${id}`,
      parameters: { id },
      body,
      headers: { 'idempotency-key': key, 'if-match': etag },
    }),
  );
const count = async (slug: string) => (await db.sql(`select from nodes where slug = $1`, [slug])).length;

test('a retry gets the answer of the first try, and changes nothing', async () => {
  const first = await create('retry', { title: 'x', slug: 'retried' });
  const [{ rows: before }] = (await db.sql(`select count(*) as rows from outbox`)) as [{ rows: string }];
  const second = await create('retry', { title: 'x', slug: 'retried' });
  expect(first.statusCode).toBe(201);
  expect(second).toEqual(first);
  expect(await count('retried')).toBe(1);
  expect(await db.sql(`select count(*) as rows from outbox`)).toEqual([{ rows: before }]);
});

test('the key is looked at before If-Match: a retry whose own write moved the revision on is no conflict', async () => {
  const { id } = bodyOf(await create('change-1', { title: 'x', slug: 'changed' })) as { id: string };
  const first = await change(id, 'change-2', '"1-x"', { title: 'y' });
  const second = await change(id, 'change-2', '"1-x"', { title: 'y' });
  expect(first.statusCode).toBe(200);
  expect(second).toEqual(first);
});

test('another request with the same key is 422', async () => {
  await create('other-body', { title: 'x', slug: 'one' });
  const result = await create('other-body', { title: 'x', slug: 'two' });
  expect(result.statusCode).toBe(422);
  expect(bodyOf(result)).toMatchObject({ violations: [{ field: 'Idempotency-Key' }] });
  expect(await count('two')).toBe(0);
});

test('a key that is older than a week is a new one', async () => {
  await create('weekly', { title: 'x', slug: 'week-1' });
  await db.sql(`update idempotency_keys set created_at = now() - interval '8 days' where key = 'weekly'`);
  const results = await Promise.all([1, 2].map(() => create('weekly', { title: 'x', slug: 'week-2' })));
  expect(results.map(({ statusCode }) => statusCode)).toEqual([201, 201]);
  expect(await count('week-2')).toBe(1);
});

test('two at once with the same key do it once and answer alike', async () => {
  const results = await Promise.all([1, 2, 3].map(() => create('at-once', { title: 'x', slug: 'at-once' })));
  expect(results[1]).toEqual(results[0]);
  expect(results[2]).toEqual(results[0]);
  expect(await count('at-once')).toBe(1);
});

test('what was refused is not kept: the same key may try again', async () => {
  await create('first', { title: 'x', slug: 'in-the-way' });
  expect((await create('again', { title: 'x', slug: 'in-the-way' })).statusCode).toBe(409);
  await db.sql(`delete from posts; delete from nodes where slug = 'in-the-way'`);
  expect((await create('again', { title: 'x', slug: 'in-the-way' })).statusCode).toBe(201);
});

test('an answer without a body is kept, too', async () => {
  const { id } = bodyOf(await create('to-delete', { title: 'x', slug: 'to-delete' })) as { id: string };
  const remove = () =>
    deletePost(
      httpEvent({
        method: 'DELETE',
        path: `/api/v1/posts/${id}`,
        parameters: { id },
        headers: { 'idempotency-key': 'delete' },
      }),
    );
  const first = await remove();
  expect(first.statusCode).toBe(204);
  expect(await remove()).toEqual(first);
});

test.each(['', ' ', 'ü', 'x'.repeat(201), 'two words'])('a key that is none is 400: %j', async (key) => {
  expect((await create(key, { title: 'x', slug: 'never' })).statusCode).toBe(400);
});

test('with another question behind the address it is another request', async () => {
  const [section] = await db.sql<{ id: string }>(
    `insert into nodes (project_id, type, name, slug) values ('${project}', 'section', 'S', 'asked-twice') returning id`,
  );
  const remove = (rawQueryString: string) => {
    const event = httpEvent({
      ...{ method: 'DELETE', path: `/api/v1/nodes/${section!.id}`, parameters: { id: section!.id } },
      ...{ headers: { 'idempotency-key': 'question' }, query: Object.fromEntries(new URLSearchParams(rawQueryString)) },
    });
    return deleteNode(event);
  };
  expect((await remove('cascade=false')).statusCode).toBe(204);
  expect((await remove('cascade=true')).statusCode).toBe(422);
  expect((await remove('cascade=false')).statusCode).toBe(204);
});
