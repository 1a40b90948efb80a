import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { databaseUnderTest } from '../../infra/checks/database-under-test.ts';
import { bodyOf, httpEvent } from '../../infra/checks/http-event.ts';
import { useEnvironment } from '../../infra/checks/test-database.ts';
import { endPools } from '../_postgres/pool.ts';
import { handler as listPosts } from '../database-read/studio/list-posts-for-studio.ts';
import { handler as authorize } from './authorizer.ts';

const db = databaseUnderTest();
const token = `colophon_${'a'.repeat(43)}`;

async function keepToken(): Promise<string> {
  const hash = createHash('sha256').update(token).digest();
  const text = `insert into api_tokens (name, token_hash) values ('test', $1) on conflict (token_hash) do update set name = 'test' returning id`;
  return (await db.sql<{ id: string }>(text, [hash]))[0]!.id;
}

const context = async (authorization?: string) => {
  const { isAuthorized, context: found } = await authorize({
    headers: authorization === undefined ? {} : { authorization },
  });
  expect(isAuthorized, 'it never denies').toBe(true);
  return found;
};

test('a token that is known names the author', async () => {
  const named = { author: 'author', tokenId: await keepToken(), scopes: 'read write operate' };
  expect(await context(`Bearer ${token}`)).toEqual(named);
  expect(await context(`bearer  ${token}`), 'the scheme has no case').toEqual(named);
});

test.each([
  [undefined],
  [''],
  ['Bearer'],
  [`Bearer colophon_${'b'.repeat(43)}`],
  [`Bearer ${token}x`],
  [`Bearer ${token.slice(0, -1)}`],
  [`Basic ${token}`],
  [token],
  [`Bearer colophon_' or true --`],
])('nobody is named for %j', async (authorization) => {
  await keepToken();
  expect(await context(authorization)).toEqual({});
});

test('of a token only its hash is stored', async () => {
  await keepToken();
  const rows = await db.sql(`select * from api_tokens`);
  expect(JSON.stringify(rows)).not.toContain(token);
});

test('while the database is away a token is neither known nor unknown: the door answers 503', async () => {
  await endPools();
  useEnvironment({ DATABASE_IDENTITY_URL: 'postgres://colophon_identity:x@127.0.0.1:1/colophon' });
  const found = await context(`Bearer ${token}`);
  expect(found).toEqual({ unverified: 'true' });
  const event = httpEvent({ path: '/api/v1/studio/posts' });
  event.requestContext.authorizer = { lambda: found };
  const result = await listPosts(event);
  expect(result).toMatchObject({ statusCode: 503, headers: { 'retry-after': '2' } });
  expect(bodyOf(result)).toMatchObject({ type: '/problems/unavailable' });
});
