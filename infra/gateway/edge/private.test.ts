import type { IncomingHttpHeaders } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writePart } from '../../../functions/_keys/parts.ts';
import { disconnect } from '../../../functions/_redis/client.ts';
import { freshRedis, type RunningRedis, useEnvironment } from '../../checks/test-database.ts';
import type { Handler } from '../../lambda-host/in-process-invoker.ts';
import type { HttpEvent } from '../http-event.ts';
import { answered, edgeUnderTest, internalSecret, partOf, statusOf } from './edge-under-test.ts';

let redis: RunningRedis;

beforeAll(async () => {
  redis = await freshRedis();
  useEnvironment({ REDIS_URL: redis.url });
});
afterAll(async () => {
  disconnect();
  await redis.stop();
});

const parts = writePart(partOf());

/** A gateway whose doors answer what the test says, and count. */
async function doors(
  api: Record<string, unknown> & { headers?: Record<string, string> } = answered('one', partOf()),
  page: { status?: number; headers?: Record<string, string | string[]> } = {},
) {
  const events: HttpEvent[] = [];
  const asked: { url: string | undefined; headers: IncomingHttpHeaders }[] = [];
  const handler = (async (event: HttpEvent) => {
    events.push(event);
    return api;
  }) as unknown as Handler;
  const edge = await edgeUnderTest({
    redisUrl: redis.url,
    functions: {
      'cache-read-get-thing': {
        handler,
        routes: ['GET /api/v1/things/{thing}', 'HEAD /api/v1/things/{thing}'],
        timeoutSeconds: 20,
      },
      'database-read-get-draft': { handler, routes: ['GET /api/v1/studio/{thing}'], timeoutSeconds: 20 },
    },
    web: (request, response) => {
      asked.push({ url: request.url, headers: request.headers });
      response
        .writeHead(page.status ?? 200, {
          'content-type': 'text/html',
          'cache-control': 'public, no-cache',
          'x-colophon-parts': parts,
          ...page.headers,
        })
        .end('<h1>page</h1>');
    },
  });
  edge.edge.hearing = { isAlive: () => edge.subscription.isAlive(), sinceMs: Number.NEGATIVE_INFINITY };
  return { ...edge, events, asked };
}

const hit = 'colophon-edge; hit';
const bypass = 'colophon-edge; fwd=bypass';
const thing = '/api/v1/things/a';

describe.each([
  ['the session’s cookie', { cookie: 'a=1; colophon_session=s3cret' }],
  ['the session’s cookie on https', { cookie: '__Host-colophon_session=s3cret' }],
  ['an Authorization header', { authorization: 'Bearer s3cret' }],
])('a request with %s', (_what, headers: Record<string, string>) => {
  test('is answered by the door, with all that it sent, and what it gets is not kept', async () => {
    const { get, events, asked } = await doors();
    for (let count = 1; count <= 2; count++) {
      expect(statusOf(await get(thing, { headers }))).toBe(`colophon; hit, ${bypass}`);
      expect(statusOf(await get('/about', { headers }))).toBe(bypass);
      expect([events.length, asked.length]).toEqual([count, count]);
    }
    expect(asked[0]?.headers).toMatchObject(headers);
    expect(statusOf(await get(thing))).toContain('fwd=miss; stored');
    expect(statusOf(await get('/about'))).toContain('fwd=miss; stored');
  });

  test('is not answered from memory either', async () => {
    const { get, events } = await doors();
    await get(thing);
    await get(thing, { headers });
    expect(events).toHaveLength(2);
  });
});

test.each([
  ['Set-Cookie', { headers: { 'set-cookie': 'colophon_session=s3cret' } }],
  ['private', { headers: { 'cache-control': 'private' } }],
  ['no-store', { headers: { 'cache-control': 'public, no-store' } }],
  ['a Vary on what the key does not hold', { headers: { vary: 'Accept, Cookie' } }],
  ['a Vary on anything', { headers: { vary: '*' } }],
  ['parts that nobody can read', { headers: { 'x-colophon-parts': 'these' } }],
  ['its own encoding', { headers: { 'content-encoding': 'identity' } }],
  ['another status', { status: 410 }],
  ['an error', { status: 503 }],
  ['a temporary redirect', { status: 307, headers: { location: '/x' } }],
])('an answer with %s is never kept, nor given to who waits for it', async (_what, page) => {
  const { get, asked } = await doors(undefined, page);
  const together = await Promise.all([get('/about'), get('/about'), get('/about')]);
  for (const response of together) expect(response.headers.get('x-colophon-parts')).toBeNull();
  await get('/about');
  expect(asked).toHaveLength(4);
});

test('an answer that says of nothing what it was built from is never kept', async () => {
  const { 'x-colophon-parts': _parts, ...headers } = answered('one').headers;
  const { get, events } = await doors({ ...answered('one'), headers });
  await get(thing);
  await get(thing);
  expect(events).toHaveLength(2);
});

test.each(['/studio', '/studio/posts', '/%73tudio/posts', '/studio%2Fposts', '/STUDIO', '/studio?x=1'])(
  'of the studio nothing is kept, however it is spelled: %s',
  async (path) => {
    const { get, asked } = await doors();
    await get(path);
    await get(path);
    expect(asked).toHaveLength(2);
  },
);

test.each([
  '//about',
  '/a//b',
  '/a/./b',
  '/a/%2E%2e/b',
  '/.well-known/x',
  '/about#a',
  '/about?q="a"',
  '/a\\b',
  '/caf\u00e9',
])('an address of which another one could be made has no answer of its own: %s', async (path) => {
  const { port, edge } = await doors();
  const socket = connect(port, '127.0.0.1');
  socket.write(`GET ${path} HTTP/1.1\r\nHost: blog.example\r\nConnection: close\r\n\r\n`);
  await text(socket);
  expect(edge.store.size.entries).toBe(0);
});

test.each(['/studio/account.css', '/account/../studio/x.css', '/about/x.js', '/about;.css'])(
  'a name that looks like a file’s makes nothing public that is not: %s',
  async (path) => {
    const { get } = await doors(undefined, { headers: { 'cache-control': 'private, no-store' } });
    await get(path, { headers: { cookie: 'colophon_session=s3cret' } });
    expect(statusOf(await get(path))).not.toContain('hit');
  },
);

test('doors of the author and writes are none of its business', async () => {
  const { get, events } = await doors();
  expect(statusOf(await get('/api/v1/studio/a'))).toBe('colophon; hit');
  await get('/api/v1/studio/a');
  expect(events).toHaveLength(2);
  await get('/about', { method: 'POST', body: 'x' });
  expect(statusOf(await get('/about'))).toContain('fwd=miss');
});

test('what the key does not hold is not passed on: neither cookies nor any header that an answer could depend on', async () => {
  const { get, events, asked } = await doors();
  const hostile = {
    cookie: 'theme=dark; other_project=1',
    'accept-language': 'de',
    origin: 'https://evil.example',
    referer: 'https://evil.example/',
    'x-forwarded-host': 'evil.example',
    'x-forwarded-proto': 'gopher',
    'x-forwarded-for': '6.6.6.6',
    forwarded: 'host=evil.example',
    'x-original-url': '/studio',
    'x-rewrite-url': '/studio',
    'x-http-method-override': 'DELETE',
    'x-sveltekit-action': 'true',
    'x-sveltekit-pathname': '/studio',
    'user-agent': 'evil',
    range: 'bytes=0-1',
    'if-none-match': '"page"',
    'if-modified-since': 'Wed, 25 Nov 2026 00:00:00 GMT',
    'accept-encoding': 'br',
    'cache-control': 'no-cache',
    'x-evil': '1',
  };
  await get(thing, { headers: hostile });
  await get('/about', { headers: hostile });
  const ours = ['traceparent', 'x-request-id', 'x-colophon-parts', 'accept', 'host', 'user-agent'];
  const added = ['x-forwarded-for', 'x-forwarded-port', 'x-forwarded-proto', 'x-forwarded-host', 'connection'];
  for (const headers of [events[0]!.headers, asked[0]!.headers]) {
    expect(Object.keys(headers).filter((name) => ![...ours, ...added].includes(name))).toEqual([]);
    expect(JSON.stringify(headers)).not.toMatch(/evil|gopher|6\.6\.6\.6|studio/);
  }
  expect(events[0]!.cookies).toBeUndefined();
  expect(asked[0]!.headers).toMatchObject({ host: 'blog.example', 'x-forwarded-host': 'blog.example' });
  // And what was kept is what everybody gets.
  expect([(await get('/about')).status, statusOf(await get('/about'))]).toEqual([200, hit]);
});

test('the host that was asked for is not what pages are written for', async () => {
  const { asked, port, get } = await doors();
  const { request } = await import('node:http');
  await new Promise<void>((resolve, reject) => {
    request({ port, host: '127.0.0.1', path: '/about', headers: { host: 'evil.example' } }, (answer) =>
      answer.resume().on('end', resolve),
    )
      .on('error', reject)
      .end();
  });
  expect(asked[0]!.headers.host).toBe('blog.example');
  expect(statusOf(await get('/about'))).toBe(hit);
});

test('what an answer was built from leaves for our own web alone, and nobody can ask for it', async () => {
  const { get, events } = await doors();
  const named = async (path: string, headers: Record<string, string> = {}) =>
    (await get(path, { headers })).headers.get('x-colophon-parts');
  const wanted = { 'x-colophon-parts': 'wanted' };
  for (const path of [thing, '/about', '/api/v1/studio/a']) {
    for (let count = 0; count < 2; count++) {
      expect(await named(path, wanted)).toBeNull();
      expect(await named(path, { ...wanted, authorization: 'Bearer x' })).toBeNull();
      expect(await named(path, { 'x-colophon-internal': 'guessed' })).toBeNull();
    }
  }
  expect(await named(thing, { 'x-colophon-internal': internalSecret })).toBe(parts);
  expect(
    events.filter(({ headers }) => headers['authorization']).map(({ headers }) => headers['x-colophon-parts']),
  ).toEqual(Array.from({ length: 4 }, () => undefined));
});

test('a request with a body is the door’s alone', async () => {
  const { get, port } = await doors();
  const { request } = await import('node:http');
  await new Promise<void>((resolve, reject) => {
    request({ port, host: '127.0.0.1', path: thing, headers: { 'content-length': 1 } }, (answer) =>
      answer.resume().on('end', resolve),
    )
      .on('error', reject)
      .end('x');
  });
  expect(statusOf(await get(thing))).toContain('fwd=miss');
});

test('a feed, an image or a text of the web is one answer for whoever accepts what, and the web is never told', async () => {
  const { get, asked } = await doors();
  const accepted = [
    'application/atom+xml',
    'image/avif,image/webp',
    'text/html',
    '*/*',
    'application/json',
    'evil/evil',
  ];
  for (const path of ['/feed.xml', '/projects/one/two.md', '/og/12ab/projects/one/two.png']) {
    const statuses: (string | null)[] = [];
    for (const accept of accepted) statuses.push(statusOf(await get(path, { headers: { accept } })));
    expect(statuses, path).toEqual(['colophon-edge; fwd=miss; stored', ...accepted.slice(1).map(() => hit)]);
  }
  expect(asked.map(({ headers }) => headers.accept)).toEqual(['text/html', 'text/html', 'text/html']);
});

test('a page is kept for who accepts pages alone', async () => {
  const { get, asked } = await doors();
  for (const accept of ['image/png', 'application/json']) {
    await get('/projects/one', { headers: { accept } });
    expect(statusOf(await get('/projects/one', { headers: { accept } }))).toContain('fwd=bypass');
  }
  expect(asked).toHaveLength(4);
  // A dot elsewhere makes no file of it.
  await get('/projects/v1.2/one', { headers: { accept: 'image/png' } });
  expect(statusOf(await get('/projects/v1.2/one?a.png', { headers: { accept: 'image/png' } }))).toContain('fwd=bypass');
});
