import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { Authenticator, type Manner, type SaidCredential } from '../../infra/checks/authenticator.ts';
import { databaseUnderTest } from '../../infra/checks/database-under-test.ts';
import { bodyOf } from '../../infra/checks/http-event.ts';
import { asked, cookieIn, publicUrl, setUpAuthor } from '../../infra/checks/signed-in.ts';
import { useEnvironment } from '../../infra/checks/test-database.ts';
import type { HttpResult } from '../_http/route.ts';
import { handler as beginPasskeySignIn } from './begin-passkey-sign-in.ts';
import { handler as beginPasskey } from './begin-passkey.ts';
import { handler as changePassword } from './change-password.ts';
import { handler as changeSignIn } from './change-sign-in.ts';
import { handler as createPasskey } from './create-passkey.ts';
import { handler as createSession } from './create-session.ts';
import { handler as deletePasskey } from './delete-passkey.ts';
import { handler as finishPasskeySignIn } from './finish-passkey-sign-in.ts';
import { handler as getSession } from './get-session.ts';
import { handler as listPasskeys } from './list-passkeys.ts';

const db = databaseUnderTest();
const headers = { origin: publicUrl };
const who = { email: 'ada@example.org', password: 'the moth in relay 70' };
type Options = { challenge: string } & Record<string, unknown>;

let cookie: string;
let passkey: Authenticator;
beforeAll(() => useEnvironment({ PUBLIC_URL: publicUrl }));
beforeEach(async () => {
  cookie = await setUpAuthor(db, who);
  passkey = new Authenticator(publicUrl);
});

const optionsIn = (result: HttpResult) => bodyOf(result)['publicKey'] as Options;
const begin = async () =>
  optionsIn(await asked(beginPasskey, { method: 'POST', path: '/api/v1/session/passkeys/options', cookie, headers }));
const beginSignIn = async () =>
  optionsIn(await asked(beginPasskeySignIn, { method: 'POST', path: '/api/v1/session/passkey/options' }));
const signIn = (credential: unknown) =>
  asked(finishPasskeySignIn, { method: 'POST', path: '/api/v1/session/passkey', body: { credential } });
const withPassword = () => asked(createSession, { method: 'POST', path: '/api/v1/session', body: who });

async function keep(credential: SaidCredential): Promise<HttpResult> {
  const path = '/api/v1/session/passkeys';
  const result = await asked(createPasskey, {
    method: 'POST',
    path,
    cookie,
    headers,
    body: { name: 'Key', credential },
  });
  cookie = cookieIn(result) ?? cookie;
  return result;
}
async function want(way: string): Promise<HttpResult> {
  const path = '/api/v1/session/sign-in';
  const result = await asked(changeSignIn, { method: 'PUT', path, cookie, headers, body: { signIn: way } });
  cookie = cookieIn(result) ?? cookie;
  return result;
}
async function remove(id: string): Promise<HttpResult> {
  const path = '/api/v1/session/passkeys/{id}';
  const result = await asked(deletePasskey, { method: 'DELETE', path, parameters: { id }, cookie, headers });
  cookie = cookieIn(result) ?? cookie;
  return result;
}

describe('a passkey', () => {
  test('is kept, renews the session, and signs in by itself from then on', async () => {
    const before = cookie;
    const kept = await keep(passkey.create(await begin()));
    expect(kept.statusCode).toBe(201);
    expect((await asked(getSession, { path: '/api/v1/session', cookie: before })).statusCode).toBe(401);
    const result = await signIn(passkey.get(await beginSignIn()));
    expect(bodyOf(result)).toMatchObject({ session: { method: 'PASSKEY' } });
    expect((await asked(getSession, { path: '/api/v1/session', cookie: cookieIn(result) })).statusCode).toBe(200);
    const listed = bodyOf(await asked(listPasskeys, { path: '/api/v1/session/passkeys', cookie }))['items'];
    expect(listed).toEqual([expect.objectContaining({ name: 'Key', lastUsedAt: expect.any(String) })]);
  });

  test('is asked for the finger or the PIN, of its own finding, by a name that is this site’s', async () => {
    expect(await begin()).toMatchObject({
      rp: { id: 'localhost' },
      attestation: 'none',
      authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    });
    const options = await beginSignIn();
    expect(options).toMatchObject({ rpId: 'localhost', userVerification: 'required' });
    expect(options['allowCredentials']).toBeUndefined();
  });

  const wrong: [string, Manner][] = [
    ['another origin', { origin: 'http://localhost:9999' }],
    ['another site', { rpId: 'evil.example' }],
    ['no finger and no PIN', { isUserVerified: false }],
  ];
  test.each(wrong)('that was made with %s is not kept', async (_, manner) => {
    expect((await keep(passkey.create(await begin(), manner))).statusCode).toBe(422);
    expect(await db.sql('select from passkeys')).toEqual([]);
  });

  test.each([...wrong, ['a counter that went back', { counter: 0 }] as [string, Manner]])(
    'that signs with %s does not sign in',
    async (_, manner) => {
      await keep(passkey.create(await begin()));
      expect((await signIn(passkey.get(await beginSignIn()))).statusCode).toBe(200);
      expect((await signIn(passkey.get(await beginSignIn(), manner))).statusCode).toBe(401);
    },
  );

  test('of somebody else does not sign in, nor does nonsense, in the same words', async () => {
    await keep(passkey.create(await begin()));
    const stranger = new Authenticator(publicUrl);
    const forged = { ...stranger.get(await beginSignIn()), id: passkey.id.toString('base64url') };
    const answers = [
      await signIn(stranger.get(await beginSignIn())),
      await signIn(forged),
      await signIn({}),
      await signIn({ id: 1, response: { clientDataJSON: 'e30' } }),
      await signIn({ id: null, response: [] }),
    ];
    for (const answer of answers) expect([answer.statusCode, answer.body]).toEqual([401, answers[0]!.body]);
  });
});

describe('a challenge', () => {
  test('is answered once, rightly or not', async () => {
    await keep(passkey.create(await begin()));
    const options = await beginSignIn();
    expect((await signIn(passkey.get(options, { isUserVerified: false }))).statusCode).toBe(401);
    expect((await signIn(passkey.get(options))).statusCode).toBe(401);
    const other = await beginSignIn();
    const both = await Promise.all([signIn(passkey.get(other)), signIn(passkey.get(other))]);
    expect(both.map(({ statusCode }) => statusCode).sort()).toEqual([200, 401]);
  });

  test('holds for five minutes', async () => {
    await keep(passkey.create(await begin()));
    const options = await beginSignIn();
    const [row] = await db.sql<{ holds: boolean }>(
      `select expires_at between now() + interval '4 minutes' and now() + interval '5 minutes' as holds from webauthn_challenges`,
    );
    expect(row).toEqual({ holds: true });
    await db.sql(`update webauthn_challenges set expires_at = now()`);
    expect((await signIn(passkey.get(options))).statusCode).toBe(401);
  });

  test('that was given to make a passkey does not sign in, and one of another session makes none', async () => {
    await keep(passkey.create(await begin()));
    expect((await signIn(passkey.get(await begin()))).statusCode).toBe(401);
    const options = await begin();
    cookie = cookieIn(await withPassword())!;
    expect((await keep(new Authenticator(publicUrl).create(options))).statusCode).toBe(422);
  });

  test('that nobody gave is none', async () => {
    await keep(passkey.create(await begin()));
    expect((await signIn(passkey.get({ challenge: 'AAAA' }))).statusCode).toBe(401);
  });
});

describe('what a sign-in needs', () => {
  beforeEach(async () => {
    await keep(passkey.create(await begin()));
  });

  test('may be both: the password alone opens nothing, and the passkey alone does not either', async () => {
    expect((await want('PASSWORD_AND_PASSKEY')).statusCode).toBe(200);
    const half = await withPassword();
    expect([half.statusCode, half.cookies]).toEqual([200, undefined]);
    expect(Object.keys(bodyOf(half))).toEqual(['passkeyOptions']);
    expect((await signIn(passkey.get(await beginSignIn()))).statusCode).toBe(401);
    const result = await signIn(passkey.get(bodyOf(half)['passkeyOptions'] as Options));
    expect(bodyOf(result)).toMatchObject({ session: { method: 'PASSWORD_AND_PASSKEY' } });
  });

  test('may be a passkey alone: then the right password is as wrong as any', async () => {
    expect((await want('PASSKEY')).statusCode).toBe(200);
    expect((await withPassword()).statusCode).toBe(401);
    expect((await signIn(passkey.get(await beginSignIn()))).statusCode).toBe(200);
  });

  test.each(['PASSKEY', 'PASSWORD_AND_PASSKEY'])(
    'with %s a new password is no sign-in: who may come in is still decided by who shows the passkey',
    async (way) => {
      await want(way);
      await db.sql(`update sessions set authenticated_at = now() - interval '16 minutes'`);
      const body = { presentPassword: who.password, password: 'an owl over the relay 71' };
      const path = '/api/v1/session/password';
      const result = await asked(changePassword, { method: 'PUT', path, cookie, headers, body });
      expect(result.statusCode).toBe(200);
      cookie = cookieIn(result) ?? cookie;
      const refused = await want('PASSWORD');
      expect([refused.statusCode, bodyOf(refused)['type']]).toEqual([403, '/problems/sign-in-again']);
    },
  );

  test.each(['PASSKEY', 'PASSWORD_AND_PASSKEY'])('with %s the last passkey cannot be taken away', async (way) => {
    await want(way);
    const [{ id } = { id: '' }] = await db.sql<{ id: string }>('select id from passkeys');
    const refused = await remove(id);
    expect([refused.statusCode, bodyOf(refused)['violations']]).toEqual([
      409,
      [expect.objectContaining({ field: 'signIn' })],
    ]);
    await expect(db.sql(`delete from passkeys`), 'nor by hand').rejects.toThrow('needs a passkey');
    await want('PASSWORD');
    expect((await remove(id)).statusCode).toBe(204);
    expect((await want(way)).statusCode).toBe(409);
  });

  test('of two passkeys that are taken away at once, one stays', async () => {
    const second = new Authenticator(publicUrl);
    await keep(second.create(await begin()));
    await want('PASSKEY');
    const ids = (await db.sql<{ id: string }>('select id from passkeys')).map(({ id }) => id);
    const path = '/api/v1/session/passkeys/{id}';
    const [one, other] = await Promise.all(
      [cookie, cookieIn(await signIn(passkey.get(await beginSignIn())))].map(async (shown, n) =>
        asked(deletePasskey, { method: 'DELETE', path, parameters: { id: ids[n]! }, cookie: shown, headers }),
      ),
    );
    expect([one!.statusCode, other!.statusCode].sort()).toEqual([204, 409]);
  });
});

test('who signed in long ago signs in again before they decide who may come in', async () => {
  await db.sql(`update sessions set authenticated_at = now() - interval '16 minutes'`);
  const result = await asked(beginPasskey, {
    method: 'POST',
    path: '/api/v1/session/passkeys/options',
    cookie,
    headers,
  });
  expect([result.statusCode, bodyOf(result)['type']]).toEqual([403, '/problems/sign-in-again']);
  expect((await want('PASSKEY')).statusCode).toBe(403);
});
