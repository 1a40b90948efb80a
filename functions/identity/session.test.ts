import { createHash } from 'node:crypto';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { databaseUnderTest } from '../../infra/checks/database-under-test.ts';
import { bodyOf } from '../../infra/checks/http-event.ts';
import { asked, cookieIn, publicUrl } from '../../infra/checks/signed-in.ts';
import { useEnvironment } from '../../infra/checks/test-database.ts';
import { handler as changePassword } from './change-password.ts';
import { handler as createSession } from './create-session.ts';
import { handler as deleteSession } from './delete-session.ts';
import { handler as endOtherSessions } from './end-other-sessions.ts';
import { handler as endSession } from './end-session.ts';
import { handler as getSession } from './get-session.ts';
import { handler as listSessions } from './list-sessions.ts';
import { handler as setUp } from './set-up-author.ts';

const db = databaseUnderTest();
const email = 'ada@example.org';
const password = 'the moth in relay 70';
const ours = { origin: publicUrl };
const post = { method: 'POST', path: '/api/v1/session' };

beforeAll(() => useEnvironment({ PUBLIC_URL: publicUrl }));
beforeEach(() => db.sql(`truncate accounts, sessions, passkeys, setup_links, webauthn_challenges cascade`));

async function link(purpose: 'setup' | 'recovery' = 'setup', expires = `now() + interval '1 hour'`): Promise<string> {
  const token = `${purpose}_${'k'.repeat(43)}`;
  await db.sql(
    `insert into setup_links (purpose, token_hash, expires_at) values ($1, $2, ${expires})
     on conflict (is_only) do update set (purpose, token_hash, expires_at) = (excluded.purpose, excluded.token_hash, excluded.expires_at)`,
    [purpose, createHash('sha256').update(token).digest()],
  );
  return token;
}

const setUpWith = (body: object) => asked(setUp, { method: 'POST', path: '/api/v1/session/setup', body });
const signIn = (body: object = { email, password }, more: object = {}) =>
  asked(createSession, { ...post, body, ...more });
const who = (cookie?: string) => asked(getSession, { path: '/api/v1/session', cookie });

/** An account that was set up, and the cookie of the browser in which it was. */
async function account(): Promise<string> {
  const result = await setUpWith({ token: await link(), email, name: 'Ada', password });
  expect(result.statusCode).toBe(200);
  return cookieIn(result)!;
}

describe('the link', () => {
  test('makes the account, signs in, and then is no link any more', async () => {
    const token = await link();
    const result = await setUpWith({ token, email, name: 'Ada', password });
    expect(bodyOf(result)).toMatchObject({
      account: { email, name: 'Ada', signIn: 'PASSWORD' },
      session: { isCurrent: true, isFresh: true },
    });
    expect((await who(cookieIn(result))).statusCode).toBe(200);
    expect((await setUpWith({ token, email, name: 'Eve', password })).statusCode).toBe(401);
  });

  test('makes one account, of two that come with it at once', async () => {
    const token = await link();
    const both = await Promise.all(['Ada', 'Eve'].map((name) => setUpWith({ token, email, name, password })));
    expect(both.map(({ statusCode }) => statusCode).sort()).toEqual([200, 401]);
    expect(await db.sql('select from accounts')).toHaveLength(1);
  });

  test('is none when it is too old, or was never made', async () => {
    const token = await link('setup', `now() - interval '1 second'`);
    const answers = [
      await setUpWith({ token, email, name: 'Ada', password }),
      await setUpWith({ token: 'setup_x', email, name: 'Ada', password }),
    ];
    for (const answer of answers) expect(answer.statusCode).toBe(401);
    expect(bodyOf(answers[0]!)).toEqual(bodyOf(answers[1]!));
    expect(await db.sql('select from accounts')).toEqual([]);
  });

  test('is still there when what came with it could not be taken', async () => {
    const token = await link();
    expect((await setUpWith({ token, email, name: 'Ada', password: 'passwordpassword' })).statusCode).toBe(422);
    expect((await setUpWith({ token, email: '', name: 'Ada', password })).statusCode).toBe(422);
    expect((await setUpWith({ token, email, name: 'Ada', password })).statusCode).toBe(200);
  });

  test('for recovery sets a new password, ends every session, and asks for no passkey that may be lost', async () => {
    const before = await account();
    await db.sql(`begin; insert into passkeys (account_id, name, credential_id, public_key, counter, is_syncable, is_backed_up)
      select id, 'lost', 'x', '', 0, false, false from accounts; update accounts set sign_in = 'passkey'; commit`);
    const fresh = 'a moth is not a feature';
    const result = await setUpWith({ token: await link('recovery'), password: fresh });
    expect(bodyOf(result)).toMatchObject({ account: { email, name: 'Ada', signIn: 'PASSWORD', passkeys: 1 } });
    expect((await who(before)).statusCode).toBe(401);
    expect((await signIn()).statusCode).toBe(401);
    expect((await signIn({ email, password: fresh })).statusCode).toBe(200);
  });
});

describe('signing in', () => {
  test('gives a cookie that no script reads, and that is renewed by each sign-in', async () => {
    const first = await account();
    const result = await signIn({ email: ' ADA@example.org', password }, { cookie: first });
    expect(result.cookies).toEqual([
      expect.stringMatching(/^colophon_session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Max-Age=2592000$/),
    ]);
    expect(cookieIn(result)).not.toBe(first);
    expect((await who(first)).statusCode).toBe(401);
    expect((await who(cookieIn(result))).statusCode).toBe(200);
  });

  test('of the secrets only hashes are stored, and the audit log has neither', async () => {
    const cookie = await account();
    const secret = cookie.split('=')[1]!;
    const hash = createHash('sha256').update(secret).digest('hex');
    const [account_] = await db.sql<{ password_hash: string }>('select password_hash from accounts');
    expect(account_!.password_hash).toMatch(/^\$argon2id\$v=19\$m=32768,t=2,p=1\$/);
    expect(JSON.stringify(await db.sql('select * from sessions'))).not.toContain(secret);
    const audit = JSON.stringify(await db.sql(`select * from audit_log where table_name in ('accounts', 'sessions')`));
    for (const one of [secret, hash, account_!.password_hash, 'argon2id']) expect(audit).not.toContain(one);
    expect(audit).toContain('"action":"insert"');
  });

  test('is refused in the same words whatever is wrong', async () => {
    await account();
    const answers = await Promise.all([
      signIn({ email, password: 'not the moth in relay 70' }),
      signIn({ email: 'eve@example.org', password }),
      signIn({ email: 'eve@example.org', password: 'x' }),
    ]);
    for (const answer of answers) expect([answer.statusCode, answer.body]).toEqual([401, answers[0].body]);
  });

  test('wrong passwords lock nobody out', async () => {
    await account();
    for (let i = 0; i < 6; i++) expect((await signIn({ email, password: `wrong ${i}` })).statusCode).toBe(401);
    expect((await signIn()).statusCode).toBe(200);
  });

  test.each([
    [{ origin: 'https://evil.example' }],
    [{ origin: 'null' }],
    [{ 'sec-fetch-site': 'cross-site' }],
    [{ 'sec-fetch-site': 'same-site' }],
  ])('is not done for a foreign page: %j', async (headers) => {
    await account();
    expect((await signIn(undefined, { headers })).statusCode).toBe(403);
  });

  test.each([
    ['http://blog.example', 403, undefined],
    ['http://192.168.1.5:8080', 403, undefined],
    [
      'https://blog.example',
      200,
      /^__Host-colophon_session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Secure; Max-Age=/,
    ],
    ['http://127.0.0.1:8080', 200, /^colophon_session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Max-Age=/],
  ])('at %s is answered %i', async (url, status, cookie) => {
    await account();
    useEnvironment({ PUBLIC_URL: url });
    const result = await signIn();
    useEnvironment({ PUBLIC_URL: publicUrl });
    expect(result.statusCode).toBe(status);
    if (cookie) expect(result.cookies).toEqual([expect.stringMatching(cookie)]);
    else expect(bodyOf(result)['detail']).toContain(`PUBLIC_URL is ${url}`);
  });
});

describe('a session', () => {
  test('ends when it was not used for seven days, and after thirty however it was used', async () => {
    const cookie = await account();
    const at = (column: string, ago: string) => db.sql(`update sessions set ${column} = now() - interval '${ago}'`);
    await at('last_seen_at', '6 days 23 hours');
    expect((await who(cookie)).statusCode).toBe(200);
    await at('last_seen_at', '7 days');
    expect((await who(cookie)).statusCode).toBe(401);
    await at('last_seen_at', '0');
    await at('created_at', '29 days 23 hours');
    expect((await who(cookie)).statusCode).toBe(200);
    await at('created_at', '30 days');
    expect((await who(cookie)).statusCode).toBe(401);
  });

  test('a shorter limit holds at once', async () => {
    const cookie = await account();
    await db.sql(`update sessions set last_seen_at = now() - interval '2 days'`);
    useEnvironment({ SESSION_IDLE_DAYS: '1' });
    expect((await who(cookie)).statusCode).toBe(401);
    useEnvironment({ SESSION_IDLE_DAYS: '7' });
  });

  test('its use is written down, once a minute at most', async () => {
    const cookie = await account();
    const seen = async () => (await db.sql<{ at: Date }>('select last_seen_at as at from sessions'))[0]!.at.getTime();
    await db.sql(`update sessions set last_seen_at = now() - interval '59 seconds'`);
    const before = await seen();
    await who(cookie);
    expect(await seen()).toBe(before);
    await db.sql(`update sessions set last_seen_at = now() - interval '61 seconds'`);
    await Promise.all([who(cookie), who(cookie), who(cookie)]);
    expect(await seen()).toBeGreaterThan(before);
  });

  test('is ended by signing out, and the browser forgets it', async () => {
    const cookie = await account();
    const result = await asked(deleteSession, { method: 'DELETE', path: '/api/v1/session', cookie, headers: ours });
    expect([result.statusCode, cookieIn(result)]).toEqual([204, undefined]);
    expect(result.cookies).toEqual(['colophon_session=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0']);
    expect((await who(cookie)).statusCode).toBe(401);
  });

  test('is listed with the others, and each can be ended, and all others at once', async () => {
    const cookie = await account();
    const [second, third] = [cookieIn(await signIn()), cookieIn(await signIn())];
    const list = async () =>
      bodyOf(await asked(listSessions, { path: '/api/v1/sessions', cookie }))['items'] as {
        id: string;
        isCurrent: boolean;
      }[];
    expect((await list()).filter(({ isCurrent }) => isCurrent)).toHaveLength(1);
    const session = bodyOf(await who(second))['session'] as { id: string };
    const parameters = { id: session.id };
    const ending = { method: 'DELETE', path: '/api/v1/sessions/{id}', parameters, cookie, headers: ours };
    expect((await asked(endSession, ending)).statusCode).toBe(204);
    expect((await asked(endSession, ending)).statusCode).toBe(404);
    expect([(await who(second)).statusCode, (await who(third)).statusCode]).toEqual([401, 200]);
    await asked(endOtherSessions, { method: 'DELETE', path: '/api/v1/sessions', cookie, headers: ours });
    expect([(await who(third)).statusCode, (await who(cookie)).statusCode]).toEqual([401, 200]);
    expect(await list()).toHaveLength(1);
  });
});

describe('a new password', () => {
  const change = (body: object, cookie: string) =>
    asked(changePassword, { method: 'PUT', path: '/api/v1/session/password', body, cookie, headers: ours });
  const fresh = 'a moth is not a feature';

  test('needs the present one, ends all other sessions, and renews this one', async () => {
    const cookie = await account();
    const other = cookieIn(await signIn());
    expect((await change({ presentPassword: 'not the present one', password: fresh }, cookie)).statusCode).toBe(422);
    expect((await who(other)).statusCode).toBe(200);
    const result = await change({ presentPassword: password, password: fresh }, cookie);
    expect(result.statusCode).toBe(200);
    for (const ended of [cookie, other]) expect((await who(ended)).statusCode).toBe(401);
    expect((await who(cookieIn(result))).statusCode).toBe(200);
    expect((await signIn()).statusCode).toBe(401);
    expect((await signIn({ email, password: fresh })).statusCode).toBe(200);
  });

  test('that comes while a sign-in with the former one is under way leaves it outside', async () => {
    await account();
    // The row is held: the sign-in reads it, finds its password right, and then waits to open its session.
    await db.sql('begin');
    await db.sql(`update accounts set password_hash = '$argon2id$v=19$m=32768,t=2,p=1$AAAA$AAAA'`);
    const late = signIn();
    const waiting = `select from pg_locks waiting where not granted and exists (select from pg_locks held where held.pid = waiting.pid
      and held.relation = 'accounts'::regclass and held.database = (select oid from pg_database where datname = current_database()))`;
    await expect.poll(() => db.sql(waiting), { timeout: 10_000 }).toHaveLength(1);
    await db.sql('commit');
    expect((await late).statusCode).toBe(401);
  });

  test.each(['short', 'passwordpassword', 'aaaaaaaaaaaaaaaaaaaa', '123456789012345678', 'ada@example.org colophon'])(
    'is refused by name where it is guessed easily: %s',
    async (weak) => {
      const result = await change({ presentPassword: password, password: weak }, await account());
      expect(result.statusCode).toBe(422);
      expect(bodyOf(result)).toMatchObject({ violations: [{ field: 'password' }] });
    },
  );
});
