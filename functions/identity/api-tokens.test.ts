import { beforeAll, beforeEach, expect, test } from 'vitest';
import { databaseUnderTest } from '../../infra/checks/database-under-test.ts';
import { bodyOf } from '../../infra/checks/http-event.ts';
import { asked, publicUrl, setUpAuthor } from '../../infra/checks/signed-in.ts';
import { useEnvironment } from '../../infra/checks/test-database.ts';
import { handler as createApiToken } from './create-api-token.ts';
import { handler as deleteApiToken } from './delete-api-token.ts';
import { handler as getSession } from './get-session.ts';
import { handler as listApiTokens } from './list-api-tokens.ts';

const db = databaseUnderTest();
const path = '/api/v1/api-tokens';
const headers = { origin: publicUrl };
let cookie: string;

beforeAll(async () => {
  useEnvironment({ PUBLIC_URL: publicUrl });
  cookie = await setUpAuthor(db, { email: 'ada@example.org', password: 'the moth in relay 70' });
});
beforeEach(() => db.sql('truncate api_tokens'));

interface Made {
  token: string;
  apiToken: Record<string, unknown> & { id: string };
}
const create = (body: object, token?: string) =>
  asked(createApiToken, { method: 'POST', path, body, ...(token ? { token } : { cookie, headers }) });
const made = async (body: object, token?: string) => bodyOf(await create(body, token)) as unknown as Made;
const list = async () => bodyOf(await asked(listApiTokens, { path, cookie }))['items'] as Record<string, unknown>[];
const inHours = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString();

test('a token is shown once, known by its beginning from then on, and rests as a hash', async () => {
  const { token, apiToken } = await made({ name: 'script', scopes: ['READ', 'WRITE', 'READ'], expiresAt: inHours(1) });
  expect(token).toMatch(/^colophon_[\w-]{43}$/);
  expect(apiToken).toMatchObject({
    name: 'script',
    prefix: token.slice(0, 14),
    scopes: ['READ', 'WRITE'],
    isExpired: false,
  });
  expect(await list()).toEqual([apiToken]);
  const stored = JSON.stringify([await db.sql('select * from api_tokens'), await db.sql('select * from audit_log')]);
  expect(stored).not.toContain(token);
  const audit = JSON.stringify(
    await db.sql(`select after from audit_log where table_name = 'api_tokens' and action = 'insert'`),
  );
  expect([audit.includes('script'), audit.includes('token_hash')]).toEqual([true, false]);
});

test('its last use is written down, once a minute at most', async () => {
  const { token } = await made({ name: 'script', scopes: ['READ'] });
  const used = async () => (await list())[0]!['lastUsedAt'];
  expect(await used()).toBeUndefined();
  await asked(getSession, { path: '/api/v1/session', token });
  const first = await used();
  expect(first).toBeDefined();
  await asked(getSession, { path: '/api/v1/session', token });
  expect(await used()).toBe(first);
  await db.sql(`update api_tokens set last_used_at = now() - interval '61 seconds'`);
  await asked(getSession, { path: '/api/v1/session', token });
  expect(new Date(String(await used())).getTime()).toBeGreaterThanOrEqual(new Date(String(first)).getTime());
});

test('it holds until its end, or until it is taken back', async () => {
  const { token, apiToken } = await made({ name: 'script', scopes: ['READ'], expiresAt: inHours(1) });
  const status = async () => (await asked(getSession, { path: '/api/v1/session', token })).statusCode;
  expect(await status()).toBe(200);
  await db.sql(`update api_tokens set expires_at = now()`);
  expect(await status()).toBe(401);
  expect(await list(), 'its owner still sees it').toEqual([expect.objectContaining({ isExpired: true })]);
  await db.sql(`update api_tokens set expires_at = null`);
  expect(await status()).toBe(200);
  const removal = { method: 'DELETE', path: `${path}/{id}`, parameters: { id: apiToken.id }, cookie, headers };
  expect((await asked(deleteApiToken, removal)).statusCode).toBe(204);
  expect(await status()).toBe(401);
});

test('a token makes none that may do more, or holds for longer, than itself', async () => {
  const { token } = await made({ name: 'parent', scopes: ['READ', 'OPERATE'], expiresAt: inHours(2) });
  const refused = [
    { name: 'more', scopes: ['READ', 'WRITE'], expiresAt: inHours(1) },
    { name: 'longer', scopes: ['READ'], expiresAt: inHours(3) },
    { name: 'for ever', scopes: ['READ'] },
  ];
  for (const body of refused) expect([body.name, (await create(body, token)).statusCode]).toEqual([body.name, 403]);
  const child = await made({ name: 'child', scopes: ['READ'], expiresAt: inHours(1) }, token);
  const who = await asked(getSession, { path: '/api/v1/session', token: child.token });
  expect(bodyOf(who)).toMatchObject({ apiToken: { name: 'child', scopes: ['READ'], isCurrent: true } });
});

test.each([
  [{ scopes: ['READ'] }, 'name'],
  [{ name: 'x', scopes: [] }, 'scopes'],
  [{ name: 'x' }, 'scopes'],
  [{ name: 'x', scopes: ['ADMIN'] }, 'scopes'],
  [{ name: 'x', scopes: ['READ'], expiresAt: '2001-01-01T00:00:00Z' }, 'expiresAt'],
  [{ name: 'x', scopes: ['READ'], expiresAt: 'tomorrow' }, 'expiresAt'],
])('%j is refused by its name', async (body, field) => {
  const { statusCode, ...result } = await create(body);
  expect([400, 422]).toContain(statusCode);
  expect(JSON.stringify(bodyOf(result)['violations'])).toContain(`"field":"${field}`);
});

test('who signed in long ago makes none', async () => {
  await db.sql(`update sessions set authenticated_at = now() - interval '16 minutes'`);
  const result = await create({ name: 'x', scopes: ['READ'] });
  expect([result.statusCode, bodyOf(result)['type']]).toEqual([403, '/problems/sign-in-again']);
});
