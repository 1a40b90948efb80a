import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { neededScope, scopes } from '../../functions/_http/scopes.ts';
import type { HttpHandler, HttpResult } from '../../functions/_http/route.ts';
import { readFunctions } from '../lambda-host/functions.ts';
import { databaseUnderTest } from './database-under-test.ts';
import { bodyOf } from './http-event.ts';
import { asked, publicUrl, setUpAuthor, type Shown } from './signed-in.ts';
import { useEnvironment } from './test-database.ts';

// Each route of serverless.yml that has an authorizer, so that a new one is walked by itself. What each is asked with lets
// whoever comes in no further than the query, which nobody knows: nothing is changed, and 400 says "you are in".
const routes = readFunctions().flatMap(({ source, routes }) =>
  routes.filter(({ authorizer }) => authorizer).map(({ routeKey }) => ({ source, routeKey })),
);
const isWrite = (routeKey: string) => !/^(GET|HEAD) /.test(routeKey);

const db = databaseUnderTest();
let cookie: string;

beforeAll(async () => {
  useEnvironment({ PUBLIC_URL: publicUrl });
  cookie = await setUpAuthor(db, { email: 'ada@example.org', password: 'the moth in relay 70' });
});

async function ask(source: string, routeKey: string, shown: Shown): Promise<HttpResult> {
  const { handler } = (await import(source)) as { handler: HttpHandler };
  const [method = '', path = ''] = routeKey.split(' ');
  return asked(handler, { method, path, query: { nobody: 'knows' }, ...shown });
}

const isIn = (result: HttpResult) => result.statusCode === 400 && JSON.stringify(bodyOf(result)).includes('nobody');

/** A token that is in the database as this says, and its secret. */
async function token(scope: string, expires = 'null'): Promise<string> {
  const secret = `colophon_${createHash('sha256').update(`${scope} ${expires}`).digest('base64url')}`;
  await db.sql(
    `insert into api_tokens (name, token_hash, scopes, expires_at) values ('walk', $1, $2, ${expires}) on conflict do nothing`,
    [createHash('sha256').update(secret).digest(), scope.split(' ')],
  );
  return secret;
}

test('the routes were found, and each scope is needed somewhere', () => {
  expect(routes.length).toBeGreaterThan(80);
  const needed = routes.map(({ routeKey }) => neededScope(...(routeKey.split(' ') as [string, string])));
  expect(new Set(needed)).toEqual(new Set(scopes));
});

describe.each(routes)('$routeKey', ({ source, routeKey }) => {
  const refused: [string, () => Promise<Shown>][] = [
    ['nothing', () => Promise.resolve({})],
    ['a token that was never made', () => Promise.resolve({ token: `colophon_${'x'.repeat(43)}` })],
    [
      'a token that has expired',
      async () => ({ token: await token('read write operate', `now() - interval '1 second'`) }),
    ],
    [
      'a token that was taken back',
      async () => {
        const taken = await token('operate read write');
        await db.sql('delete from api_tokens where token_hash = $1', [createHash('sha256').update(taken).digest()]);
        return { token: taken };
      },
    ],
    ['a session that was never opened', () => Promise.resolve({ cookie: `colophon_session=${'x'.repeat(43)}` })],
    ['a cookie of another name', () => Promise.resolve({ cookie: cookie.replace('colophon_session', 'session') })],
    ['a wrong token beside a right session', () => Promise.resolve({ cookie, token: 'x' })],
  ];
  test('is 401 with nothing, and with all that is no credential', async () => {
    for (const [what, shown] of refused) {
      const result = await ask(source, routeKey, { headers: { origin: publicUrl }, ...(await shown()) });
      expect([what, result.statusCode, bodyOf(result)['type']]).toEqual([what, 401, '/problems/unauthenticated']);
    }
  });

  test('is 403 for a token with every other scope, and open to one with its own alone', async () => {
    const needed = neededScope(...(routeKey.split(' ') as [string, string]));
    const others = scopes.filter((scope) => scope !== needed).join(' ');
    const result = await ask(source, routeKey, { token: await token(others) });
    expect([result.statusCode, bodyOf(result)['detail']]).toEqual([403, expect.stringContaining(needed)]);
    expect(isIn(await ask(source, routeKey, { token: await token(needed) }))).toBe(true);
  });

  if (isWrite(routeKey)) {
    test('is 403 with a session where the page is not ours, or does not say', async () => {
      for (const headers of [{}, { origin: 'https://evil.example' }, { 'sec-fetch-site': 'cross-site' }]) {
        const result = await ask(source, routeKey, { cookie, headers });
        expect([result.statusCode, bodyOf(result)['type']]).toEqual([403, '/problems/forbidden']);
      }
    });
  }

  test('is open to a session, of a page of this site', async () => {
    expect(isIn(await ask(source, routeKey, { cookie, headers: { origin: publicUrl } }))).toBe(true);
    expect(isIn(await ask(source, routeKey, { cookie, headers: { 'sec-fetch-site': 'same-origin' } }))).toBe(true);
    if (!isWrite(routeKey)) expect(isIn(await ask(source, routeKey, { cookie }))).toBe(true);
  });
});

// Who comes in is decided in one place, so one door will do for the finer points.
test.each<Record<string, string>>([
  { origin: 'null' },
  { origin: '' },
  { origin: `${publicUrl}.evil.example` },
  { origin: `${publicUrl},https://evil.example` },
  { origin: 'https://localhost:8080' },
  { origin: 'http://localhost' },
  { 'sec-fetch-site': 'same-site' },
  { 'sec-fetch-site': 'none' },
  { origin: 'https://evil.example', 'sec-fetch-site': 'same-origin' },
  { referer: `${publicUrl}/studio` },
])('a page that says %j is none of ours', async (headers) => {
  const { source, routeKey } = routes.find((route) => isWrite(route.routeKey))!;
  expect((await ask(source, routeKey, { cookie, headers })).statusCode).toBe(403);
});

test('a session that has ended opens nothing', async () => {
  for (const how of [`created_at = now() - interval '31 days'`, `last_seen_at = now() - interval '8 days'`]) {
    await db.sql(`update sessions set created_at = now(), last_seen_at = now()`);
    await db.sql(`update sessions set ${how}`);
    const answers = await Promise.all(routes.map((route) => ask(route.source, route.routeKey, { cookie })));
    expect(answers.filter(({ statusCode }) => statusCode !== 401)).toEqual([]);
  }
  await db.sql('delete from sessions');
  const answers = await Promise.all(routes.map((route) => ask(route.source, route.routeKey, { cookie })));
  expect(answers.filter(({ statusCode }) => statusCode !== 401)).toEqual([]);
});
