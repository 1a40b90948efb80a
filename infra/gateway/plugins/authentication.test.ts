import { expect, test, vi } from 'vitest';
import { log } from '../../../functions/_env/log.ts';
import { pluggedGateway, speak } from '../plugged-gateway.ts';

interface Event {
  headers: Record<string, string>;
  cookies?: string[];
  requestContext: { authorizer?: { lambda: unknown } };
}

const routeKey = 'GET /api/v1/private';

async function guarded(settings: Record<string, unknown> = {}, paths = ['/colophon/*', '/api/v1/private']) {
  let asked = 0;
  const authorizer = (given: unknown) => {
    asked++;
    const { headers, cookies = [] } = given as Event;
    if (headers['authorization'] === 'Bearer down') throw new Error('a secret of the database');
    if (headers['authorization'] === 'Bearer unverified')
      return { isAuthorized: true, context: { unverified: 'true' } };
    const isAuthor = headers['authorization'] === 'Bearer good' || cookies.includes('session=good');
    return { isAuthorized: true, context: isAuthor ? { author: 'author' } : {} };
  };
  const { url, port } = await pluggedGateway(
    {
      door: {
        handler: (event) => ({ statusCode: 200, body: JSON.stringify((event as Event).requestContext.authorizer) }),
        routes: [{ routeKey, authorizer: 'identity-authorizer' }],
      },
      'identity-authorizer': { handler: authorizer },
    },
    [{ name: 'authentication', for: paths, settings }],
    {
      web: (_request, response) => response.setHeader('cache-control', 'public, no-cache').end('page'),
      settings: { trust: { internalSecret: 'ours' } },
    },
  );
  const ask = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
    fetch(url + path, { headers, method, redirect: 'manual' });
  return { ask, port, asked: () => asked };
}

const page = { accept: 'text/html,*/*' };
const token = { authorization: 'Bearer good' };

test('who is not the author gets 401, and on the way to a page is led to where one signs in, and back', async () => {
  const { ask } = await guarded();
  const refused = await ask('/api/v1/private');
  expect([refused.status, refused.headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
  expect(await refused.json()).toMatchObject({ type: '/problems/unauthenticated' });
  const led = await ask('/colophon/queue?a=1&b=2', page);
  expect([led.status, led.headers.get('location'), led.headers.get('cache-control')]).toEqual([
    303,
    '/studio/sign-in?next=%2Fcolophon%2Fqueue%3Fa%3D1%26b%3D2',
    'no-store',
  ]);
  expect((await ask('/colophon/queue', page, 'POST')).status).toBe(401);
});

test('a session or a token lets in, and what is shown then is kept by no cache for others', async () => {
  const { ask } = await guarded();
  for (const shown of [token, { cookie: 'session=good' }]) {
    const answer = await ask('/colophon/queue', { ...page, ...shown });
    expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'private, no-cache']);
  }
  expect((await ask('/colophon/queue', { cookie: 'session=bad' })).status).toBe(401);
  expect((await ask('/about')).headers.get('cache-control')).toBe('public, no-cache');
});

test('the authorizer is asked once a request, also where the door asks, too; and of nobody it is not asked at all', async () => {
  const { ask, asked } = await guarded();
  const answer = await ask('/api/v1/private', token);
  expect(await answer.json()).toEqual({ lambda: { author: 'author' } });
  expect(asked()).toBe(1);
  await ask('/colophon/queue');
  expect(asked()).toBe(1);
});

test('where it cannot be known who is calling, nobody is let in and nothing is told', async () => {
  vi.spyOn(log, 'error').mockImplementation(() => undefined);
  const { ask } = await guarded();
  for (const authorization of ['Bearer down', 'Bearer unverified']) {
    const answer = await ask('/colophon/queue', { authorization });
    expect([answer.status, (await answer.text()).includes('secret')]).toEqual([503, false]);
  }
});

test('of a private site the way in stays open, and the web’s own calls are answered', async () => {
  const { ask } = await guarded({}, ['/*']);
  for (const path of [
    '/studio/sign-in',
    '/studio/sign-in/passkey',
    '/studio/setup?token=x',
    '/_app/immutable/a.css',
    '/healthz',
  ])
    expect((await ask(path)).status, path).toBe(200);
  for (const path of ['/', '/studio', '/studio/setup/x', '/studio/sign-in-not', '/%5fapp/x', '/files/a.png'])
    expect((await ask(path)).status, path).toBe(401);
  expect((await ask('/about', { 'x-colophon-internal': 'ours' })).status).toBe(200);
  expect((await ask('/about', { 'x-colophon-internal': 'theirs' })).status).toBe(401);
});

test('no other spelling of an address comes past it', async () => {
  const { port } = await guarded();
  for (const path of ['/%63olophon/queue', '//colophon/queue', '/x/../colophon/queue', '/x/%2e%2e/colophon/queue'])
    expect(await speak(port, `GET ${path} HTTP/1.1\r\nHost: toy\r\nConnection: close\r\n\r\n`), path).toMatch(
      /^HTTP\/1\.1 401 /,
    );
  const { port: private_ } = await guarded({}, ['/*']);
  for (const path of ['/_app/../about', '/_app/%2e%2e/about', '/studio/sign-in/../../about'])
    expect(await speak(private_, `GET ${path} HTTP/1.1\r\nHost: toy\r\nConnection: close\r\n\r\n`), path).toMatch(
      /^HTTP\/1\.1 401 /,
    );
});

test('nobody is led to another site', async () => {
  const { ask } = await guarded({}, ['/*']);
  const led = await ask('//evil.example/x', page);
  expect(led.headers.get('location')).toBe('/studio/sign-in?next=%2Fevil.example%2Fx');
});

test('without `require` nobody is kept out', async () => {
  const { ask } = await guarded({ require: false });
  const answer = await ask('/colophon/queue');
  expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'public, no-cache']);
});

test('an authorizer that serverless.yml does not declare is refused at the start', async () => {
  await expect(guarded({ authorizer: 'identity-toy' })).rejects.toThrow(
    'The plugin authentication: no route in serverless.yml has the authorizer identity-toy.',
  );
});
