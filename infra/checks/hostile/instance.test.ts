import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startInstance, type StartedInstance } from '../instance.ts';
import { exchange, headersOf, type RawResponse, responsesIn } from '../raw-http.ts';

let instance: StartedInstance;
let host: string;

beforeAll(async () => {
  instance = await startInstance();
  host = new URL(instance.url).host;
}, 180_000);
afterAll(() => instance.stop());

async function ask(path: string, ...headers: string[]): Promise<RawResponse> {
  const lines = headers.some((header) => header.startsWith('Host:')) ? headers : [`Host: ${host}`, ...headers];
  const sent = [`GET ${path} HTTP/1.1`, ...lines, 'Connection: close', '', ''].join('\r\n');
  const [response] = responsesIn(await exchange(Number(new URL(instance.url).port), sent));
  if (!response) throw new Error(`No answer to ${path}`);
  return response;
}

/** What a cache would keep of an answer; how long it took is not among it. */
const kept = ({ status, headers, body }: RawResponse) => ({
  status,
  headers: headers.filter(
    ([name]) => !/^(?:date|server-timing|x-request-id|traceparent|age|cache-status|ratelimit)/.test(name),
  ),
  body: body.toString().replace(/"requestId":"[^"]*"/, '"requestId":"…"'),
});

const post = '/projects/colophon/the-doors/frontend';
const publicAddresses = [
  '/',
  '/projects',
  '/projects/',
  '/projects/colophon',
  post,
  '/nothing',
  '/api/v1/site',
  '/api/v1/projects',
  `/api/v1${post.replace('/colophon/', '/colophon/posts/')}`,
  '/api/v1/posts?limit=2',
  '/api/v1/search?q=cache',
  '/api/v1/projects/nothing',
];

describe('who names another host', () => {
  test.each(publicAddresses)('%s names it nowhere: in no link, redirect or header', async (path) => {
    const response = await ask(
      path,
      'Host: hostile.example',
      'X-Forwarded-Host: hostile.example',
      'X-Host: hostile.example',
    );
    expect(JSON.stringify([response.headers, response.body.toString()])).not.toContain('hostile.example');
  });

  test('the canonical link of a page is where readers reach the site', async () => {
    const page = (await ask(post, 'Host: hostile.example')).body.toString();
    expect(/<link rel="canonical" href="([^"]+)"/.exec(page)?.[1]).toBe(`${instance.url}${post}`);
  });

  test('an upload is put to the site, and nowhere else', async () => {
    const body = JSON.stringify({ filename: 'a.png', contentType: 'image/png', sizeBytes: 5 });
    const sent = `POST /api/v1/media HTTP/1.1\r\nHost: hostile.example\r\nAuthorization: Bearer ${instance.token}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`;
    const answer = await exchange(Number(new URL(instance.url).port), sent);
    expect(answer.toString()).not.toContain('hostile.example');
  });
});

// What is not part of a cache's key must not be part of an answer, or one caller writes what others read.
describe('poisoning', () => {
  const unkeyed: [string, string[]][] = [
    [
      'another host in headers',
      ['X-Forwarded-Host: hostile.example', 'X-Forwarded-Server: hostile.example', 'X-Host: hostile.example'],
    ],
    [
      'another scheme',
      ['X-Forwarded-Proto: https', 'X-Forwarded-Scheme: https', 'X-Forwarded-Ssl: on', 'Front-End-Https: on'],
    ],
    ['a prefix', ['X-Forwarded-Prefix: /hostile', 'X-Script-Name: /hostile']],
    ['another address', ['X-Original-URL: /nothing', 'X-Rewrite-URL: /nothing']],
    ['another method', ['X-HTTP-Method-Override: DELETE', 'X-Method-Override: DELETE']],
    ['a language', ['Accept-Language: de-DE, *;q=0.1']],
    ['cookies of other sites', ['Cookie: theme=hostile; csrf=hostile; other=1']],
    ['a referrer and an agent', ['Referer: https://hostile.example/', 'User-Agent: hostile/1.0', 'DNT: 1']],
    [
      'another address of its own',
      ['X-Forwarded-For: 203.0.113.7', 'X-Real-IP: 203.0.113.7', 'Forwarded: for=203.0.113.7'],
    ],
    ['a long header', [`X-Oversized: ${'x'.repeat(8_000)}`]],
  ];

  test.each(publicAddresses)('%s is the same for all, whatever they say beside it', async (path) => {
    // The first answer may come from the database and say so on the page.
    await ask(path);
    const plain = kept(await ask(path));
    for (const [what, headers] of unkeyed)
      expect({ what, ...kept(await ask(path, ...headers)) }).toEqual({ what, ...plain });
  });

  test('a query in another order is the same query, and what is unknown in it is refused', async () => {
    const plain = kept(await ask('/api/v1/search?q=cache&limit=2'));
    expect(plain.status).toBe(200);
    expect(kept(await ask('/api/v1/search?limit=2&q=cache'))).toEqual(plain);
    for (const more of ['utm_source=x', 'callback=hostile', '_method=DELETE'])
      expect((await ask(`/api/v1/search?q=cache&limit=2&${more}`)).status).toBe(400);
  });

  test('a refusal is kept by nobody', async () => {
    for (const path of [
      '/api/%zz',
      '/api/v1/search?unknown=1',
      '/files/nothing.png',
      '/page/%2e%2e/x',
      '//hostile.example',
    ])
      expect(headersOf(await ask(path), 'cache-control')).toEqual(['no-store']);
  });
});

// Addresses at which a cache might take the author's own for a public file, by its ending.
describe('deception', () => {
  test.each([
    ...['/studio', '/studio/', '/studio/x.css', '/studio/posts/x.css', '/studio%2fx.css', '/studio%2Fposts%2fx.js'],
    ...[
      '/studio;x.css',
      '/studio/;x.css',
      '/studio%3fx.css',
      '/studio%00.css',
      '/STUDIO/x.css',
      '/studio/%2e%2e/x.css',
    ],
    ...['/studio/__data.json', '/studio/..%2fprojects/x.css', '/studio.css', '//studio/x.css'],
    ...['/api/v1/studio/posts', '/api/v1/studio/posts;x.js', '/api/v1/studio/posts/x.css', '/api/v1/studio%2fposts'],
    ...['/api/v1/studio/posts%2fx.css', '/api/v1/studio/posts%3fx.css', '/api/v1/studio/posts%23.css'],
    ...['/api/v1/ops/queue', '/api/v1/ops/queue/x.js', '/api/v1/ops/queue;x.js', '/api/v1/ops/queue%2fx.css'],
    ...['/api/v1/session/x.css', '/api/v1/session;x.js', '/api/v1/api-tokens/x.css', '/api/v1/site/../studio/posts'],
  ])('%s is never public, neither for the author nor for others', async (path) => {
    for (const headers of [[], [`Authorization: Bearer ${instance.token}`], ['Cookie: session=x']]) {
      const response = await ask(path, ...headers);
      const control = headersOf(response, 'cache-control').join();
      expect([path, response.status, control]).toEqual([
        path,
        response.status,
        expect.not.stringMatching(/public|max-age|immutable/),
      ]);
      if (response.status !== 308) expect(control).toContain('no-store');
    }
  });

  test('an address that was encoded until it was no route is none, and no method is offered at it', async () => {
    const response = await ask('/api/v1/studio%2fposts', `Authorization: Bearer ${instance.token}`);
    expect([response.status, headersOf(response, 'allow')]).toEqual([404, []]);
  });
});

describe('bodies', () => {
  async function put(body: string | Buffer, headers: Record<string, string> = {}) {
    const response = await fetch(`${instance.url}/api/v1/site`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${instance.token}`, 'content-type': 'application/json', ...headers },
      body,
    });
    return { status: response.status, type: response.headers.get('content-type'), text: await response.text() };
  }
  const problem = 'application/problem+json';

  test('what is packed is not unpacked: 100 MB in 100 KB are refused as they came', async () => {
    const bomb = gzipSync(Buffer.alloc(100 * 1024 * 1024));
    for (const coding of ['gzip', 'br', 'deflate', 'zstd', 'gzip, gzip'])
      expect(await put(bomb, { 'content-encoding': coding })).toMatchObject({ status: 415, type: problem });
    expect(await put(bomb)).toMatchObject({ status: 400, type: problem });
  });

  test.each([
    ['lists in lists', `${'['.repeat(100_000)}${']'.repeat(100_000)}`, 400],
    ['objects in objects', `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`, 400],
    ['lists that never end', '['.repeat(500_000), 400],
    ['a number of 100,000 digits', `{"title": ${'9'.repeat(100_000)}}`, 400],
    ['a number beyond all', '{"title": 1e999999}', 400],
    ['__proto__', '{"__proto__": {"title": "hostile"}}', 400],
    ['constructor', '{"constructor": {"prototype": {"title": "hostile"}}}', 400],
    ['a field twice', '{"title": "a", "title": "b"}', 400],
    ['a hundred thousand fields', `{${Array.from({ length: 100_000 }, (_, i) => `"f${i}":1`).join()}}`, 413],
    ['half of a pair', '{"title": "\\ud800"}', 400],
    ['NUL', '{"title": "a\\u0000b"}', 400],
    ['nothing but spaces', ' '.repeat(1_000_000), 400],
  ])('%s: a refusal that says so, and no fault', async (_what, body, status) => {
    const answer = await put(body);
    expect(answer).toMatchObject({ status, type: problem });
  });

  test('none of it was a fault, and the site is as it was', async () => {
    expect((await ask('/api/v1/site')).status).toBe(200);
    expect(instance.output()).not.toMatch(/"level":(?:50|60|"error"|"fatal")/);
  });
});
