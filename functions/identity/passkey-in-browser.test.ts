import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBrowser } from '../../infra/checks/browser.ts';
import { databaseUnderTest } from '../../infra/checks/database-under-test.ts';
import { bodyOf } from '../../infra/checks/http-event.ts';
import { asked, cookieIn, setUpAuthor } from '../../infra/checks/signed-in.ts';
import { useEnvironment } from '../../infra/checks/test-database.ts';
import { handler as beginPasskeySignIn } from './begin-passkey-sign-in.ts';
import { handler as beginPasskey } from './begin-passkey.ts';
import { handler as createPasskey } from './create-passkey.ts';
import { handler as finishPasskeySignIn } from './finish-passkey-sign-in.ts';

// A real browser with an authenticator of its own, at an empty page of the site's origin.
const db = databaseUnderTest();
const server = createServer((_, response) => response.setHeader('content-type', 'text/html').end('<title>.</title>'));
let browser: Browser;
let page: Page;
let origin: string;

beforeAll(async () => {
  await once(server.listen(0, '127.0.0.1'), 'listening');
  origin = `http://localhost:${(server.address() as AddressInfo).port}`;
  useEnvironment({ PUBLIC_URL: origin });
  browser = await openBrowser({ args: ['--host-resolver-rules=MAP localhost 127.0.0.1'] });
  page = await browser.newPage();
  await page.goto(origin);
  const session = await page.context().newCDPSession(page);
  await session.send('WebAuthn.enable');
  const options = { protocol: 'ctap2', transport: 'internal', hasResidentKey: true } as const;
  const manner = { hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true };
  await session.send('WebAuthn.addVirtualAuthenticator', { options: { ...options, ...manner } });
}, 120_000);
afterAll(async () => {
  await browser?.close();
  server.close();
});

const post = (path: string) => ({ method: 'POST', path: `/api/v1/session${path}`, headers: { origin } });

/** In the browser, as the studio does it. */
const ceremony = (kind: 'create' | 'get', publicKey: unknown) =>
  page.evaluate(
    async ([kind, options]) => {
      const api = globalThis as unknown as {
        PublicKeyCredential: Record<string, (json: unknown) => unknown>;
        navigator: { credentials: Record<string, (wanted: object) => Promise<{ toJSON(): object }>> };
      };
      const parse = kind === 'create' ? 'parseCreationOptionsFromJSON' : 'parseRequestOptionsFromJSON';
      const credential = await api.navigator.credentials[kind]!({
        publicKey: api.PublicKeyCredential[parse]!(options),
      });
      return credential.toJSON();
    },
    [kind, publicKey] as const,
  );

test('a browser makes a passkey, and signs in with it and with nothing else', { timeout: 60_000 }, async () => {
  const cookie = await setUpAuthor(db, { email: 'ada@example.org', password: 'the moth in relay 70' });
  const wanted = bodyOf(await asked(beginPasskey, { ...post('/passkeys/options'), cookie }))['publicKey'];
  const body = { name: 'In the browser', credential: await ceremony('create', wanted) };
  const kept = await asked(createPasskey, { ...post('/passkeys'), cookie, body });
  expect([kept.statusCode, bodyOf(kept)]).toEqual([201, expect.objectContaining({ name: 'In the browser' })]);

  const toSign = bodyOf(await asked(beginPasskeySignIn, post('/passkey/options')))['publicKey'];
  const credential = await ceremony('get', toSign);
  const signedIn = await asked(finishPasskeySignIn, { ...post('/passkey'), body: { credential } });
  expect(bodyOf(signedIn)).toMatchObject({ session: { method: 'PASSKEY' }, account: { passkeys: 1 } });
  expect(cookieIn(signedIn)).toMatch(/^colophon_session=/);
});
