import { beforeEach, describe, expect, test } from 'vitest';
import { databaseUnderTest } from '../../../infra/checks/database-under-test.ts';
import { bodyOf, httpEvent } from '../../../infra/checks/http-event.ts';
import { standInLambda } from '../../../infra/checks/stand-in-lambda.ts';
import { findRedirect } from '../../_postgres/redirects/find-redirect.ts';
import { handler as listRedirects } from '../../database-read/studio/list-redirects-for-studio.ts';
import { handler as createRedirect } from './create-redirect.ts';
import { handler as deleteRedirect } from './delete-redirect.ts';
import { handler as updateRedirect } from './update-redirect.ts';

const db = databaseUnderTest();
standInLambda();
beforeEach(() => db.sql(`truncate redirects`));

const create = (fromPath: string, toPath: string) =>
  createRedirect(httpEvent({ method: 'POST', path: '/api/v1/redirects', body: { fromPath, toPath } }));
const change = (id: string, body: unknown) =>
  updateRedirect(httpEvent({ method: 'PATCH', path: `/api/v1/redirects/${id}`, parameters: { id }, body }));
const idOf = async (fromPath: string, toPath: string) => bodyOf(await create(fromPath, toPath))['id'] as string;
const leadsTo = async (path: string) => (await findRedirect({ path })).movedTo;

test('a redirect is made, changed and taken back, and readers are sent where it says', async () => {
  const result = await create('/old/page', '/projects/new?from=old#top');
  expect(result.statusCode).toBe(201);
  const { id } = bodyOf(result) as { id: string };
  expect(bodyOf(result)).toMatchObject({ fromPath: '/old/page', toPath: '/projects/new?from=old#top' });
  expect(await leadsTo('old/page')).toBe('/projects/new?from=old#top');
  expect(bodyOf(await change(id, { toPath: 'https://elsewhere.example/' }))).toMatchObject({ fromPath: '/old/page' });
  expect(await leadsTo('old/page')).toBe('https://elsewhere.example/');
  const remove = () => deleteRedirect(httpEvent({ method: 'DELETE', parameters: { id } }));
  expect((await remove()).statusCode).toBe(204);
  expect(await leadsTo('old/page')).toBeUndefined();
  expect([(await remove()).statusCode, (await change(id, {})).statusCode]).toEqual([404, 404]);
});

test('however a path is spelled, it is the same one', async () => {
  expect(bodyOf(await create('/caf%C3%A9/', '/caffè?x=è'))).toMatchObject({
    fromPath: '/caf%C3%A9',
    toPath: '/caff%C3%A8?x=è',
  });
  expect((await create('/café', '/')).statusCode).toBe(409);
  expect(bodyOf(await create('/a%20b', '/%5Cx.example'))).toMatchObject({
    fromPath: '/a%20b',
    toPath: '/%5Cx.example',
  });
  expect((await create('/a b', '/')).statusCode).toBe(422);
  expect(await leadsTo('caf%C3%A9'), 'a header holds ASCII').toBe('/caff%C3%A8?x=%C3%A8');
});

test.each([
  ['/api/v1/site', '/x', 422, 'fromPath'],
  ['/files', '/x', 422, 'fromPath'],
  ['/st%75dio/posts', '/x', 422, 'fromPath'],
  ['/', '/x', 422, 'fromPath'],
  ['', '/x', 422, 'fromPath'],
  ['old', '/x', 422, 'fromPath'],
  ['//x.example/a', '/x', 422, 'fromPath'],
  ['/a', '', 422, 'toPath'],
  ['/a', 'elsewhere.example', 422, 'toPath'],
  ['/a', '//elsewhere.example', 422, 'toPath'],
  ['/a?b', '/x', 422, 'fromPath'],
  ['/a#b', '/x', 422, 'fromPath'],
  ['/a', 'javascript:alert(1)', 422, 'toPath'],
  ['/a', '/a', 422, 'toPath'],
  ['/a', '/%61#here', 422, 'toPath'],
  ['/a', `/${'x'.repeat(2000)}`, 422, 'toPath'],
])('from %j to %j is %i', async (from, to, status, field) => {
  const result = await create(from, to);
  expect([result.statusCode, bodyOf(result)['violations']]).toMatchObject([status, [{ field }]]);
  expect(await db.sql(`select from redirects`)).toEqual([]);
});

describe('a chain of redirects', () => {
  test('may be as long as it likes', async () => {
    for (let step = 0; step < 20; step++) expect((await create(`/s${step}`, `/s${step + 1}`)).statusCode).toBe(201);
  });

  test('never comes back, when its last link is made or when one is changed', async () => {
    const first = await idOf('/a', '/b');
    await create('/b', '/c');
    expect((await create('/c', '/a')).statusCode).toBe(422);
    await create('/c', '/d');
    expect((await change(first, { fromPath: '/d' })).statusCode).toBe(422);
    expect((await change(first, { fromPath: '/e' })).statusCode).toBe(200);
  });
});

test('the list is walked page by page, each redirect once', async () => {
  await db.sql(`insert into redirects (from_path, to_path) select '/r' || n, '/' from generate_series(1, 12) n`);
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const result = await listRedirects(httpEvent({ query: { limit: '5', ...(cursor && { cursor }) } }));
    const body = bodyOf(result) as { items: { fromPath: string }[]; nextCursor?: string };
    seen.push(...body.items.map(({ fromPath }) => fromPath));
    cursor = body.nextCursor;
  } while (cursor);
  expect([seen.length, new Set(seen).size]).toEqual([12, 12]);
});
