import { expect, test } from 'vitest';
import { headersOf } from '../raw-http.ts';
import { eventOf, expectRefusal, get, heardBy, underAttack } from './under-attack.ts';

const { attack, heard } = underAttack();

const line = (start: string, ...headers: string[]) =>
  `${[`${start} HTTP/1.1`, ...headers].join('\r\n')}\r\nConnection: close\r\n\r\n`;
const toy = 'Host: toy.example';

test.each([
  ['no host', line('GET /api/echo')],
  ['two hosts', line('GET /api/echo', toy, 'Host: other.example')],
  ['the same host twice', line('GET /page', toy, toy)],
  ['an empty host', line('GET /api/echo', 'Host:')],
  ['a host with a path', line('GET /page', 'Host: toy.example/path')],
  ['a host with a user', line('GET /page', 'Host: user@toy.example')],
  ['a host with a query', line('GET /page', 'Host: toy.example?x')],
  ['a host with a port of words', line('GET /page', 'Host: toy.example:words')],
  ['a list of hosts', line('GET /page', 'Host: toy.example, other.example')],
  ['a host with a quote', line('GET /page', 'Host: toy.example"><script>')],
  ['a whole address with a user', line('GET http://user@other.example/page', toy)],
  ['a whole address without a host', line('GET http:///page', toy)],
  ['another scheme', line('GET file:///etc/passwd', toy)],
  ['an authority', line('GET other.example:443', toy)],
  ['an address that begins with no slash', line('GET api/echo', toy)],
  ['an asterisk', line('GET *', toy)],
  ['a fragment', line('GET /api/echo#fragment', toy)],
  ['a fragment before the path goes on', line('GET /page#/../studio', toy)],
])('%s is a 400, from the API and before the web', async (_what, bytes) => {
  const responses = await attack(bytes);
  expect(responses).toHaveLength(1);
  expectRefusal(responses[0], 400);
  expect(heard).toEqual([]);
});

test('a whole address means its path, and its host counts, for functions and for the web', async () => {
  const [api] = await attack(line('GET http://other.example/api/items/7?a=1', toy));
  expect(eventOf(api)).toMatchObject({
    rawPath: '/api/items/7',
    headers: { host: 'other.example' },
    requestContext: { domainName: 'other.example' },
  });
  await attack(line('GET http://other.example/page?a=1', toy));
  expect(heard.splice(0)).toEqual(['GET /page?a=1 other.example ']);
});

test.each([
  '//other.example/page',
  '/\\other.example/page',
  '///page',
  '/page/../../studio',
  '/page/%2e%2e/studio',
  '/page/..%2fstudio',
  '/page/%c0%ae%c0%ae/x',
])('%s leads the web nowhere else: 400, or the address as it was asked for', async (path) => {
  const [response] = await attack(get(path));
  if (response?.status !== 200) expect(response?.status).toBe(400);
  expect(heard.splice(0)).toEqual(response?.status === 200 ? [`GET ${path} toy.example `] : []);
});

test.each([
  '/api%2fecho',
  '/API/echo',
  '/api;a=b/echo',
  '/x/%2e%2e%2fapi/echo',
  '/%2fapi/echo',
  '/api%00/echo',
  '/api%5cecho',
  '/%2561pi/echo',
])('%s is not the API: no function is called', async (path) => {
  const [response] = await attack(get(path));
  heard.splice(0);
  expect(response?.body.toString()).not.toContain('rawPath');
});

test.each([
  ['/api/%2e%2e/%2e%2e/etc/passwd', '$default', '/api/../../etc/passwd'],
  ['/api/items/..%2f..%2fecho', 'GET /api/items/{id}', '/api/items/../../echo'],
  ['/api/items/%252e%252e%252f', 'GET /api/items/{id}', '/api/items/%2e%2e%2f'],
  ['/api/echo;a=b', '$default', '/api/echo;a=b'],
  ['/api/echo%3Fa=b', '$default', '/api/echo?a=b'],
  ['/api/echo%23', '$default', '/api/echo#'],
  ['/api/%65cho', 'GET /api/echo', '/api/echo'],
])('%s is decoded once, after its route was found: %s', async (path, routeKey, rawPath) => {
  expect(eventOf((await attack(get(path)))[0])).toMatchObject({ routeKey, rawPath });
});

test('CONNECT is answered by nobody', async () => {
  expect(await attack('CONNECT other.example:443 HTTP/1.1\r\nHost: other.example:443\r\n\r\n')).toEqual([]);
});

test('TRACE gives nothing back of what was sent, where our $default answers and where the web would', async () => {
  for (const [path, status] of [
    ['/api/v1/site', 405],
    ['/page', 404],
  ] as const) {
    const [response] = await attack(line(`TRACE ${path}`, toy, 'Cookie: secret=1', 'Authorization: Bearer secret'));
    expect([path, response?.status]).toEqual([path, status]);
    expect(JSON.stringify([response?.headers, response?.body.toString()])).not.toContain('secret');
  }
  expect(heard).toEqual([]);
});

test('a method that no route can name is a 501, one that HTTP does not know a 400', async () => {
  for (const path of ['/api/echo', '/page']) {
    expect((await attack(line(`PROPFIND ${path}`, toy)))[0]?.status).toBe(501);
    expect((await attack(line(`BREW ${path}`, toy)))[0]?.status).toBe(400);
    expect((await attack(line(`get ${path}`, toy)))[0]?.status).toBe(400);
  }
  expect(heard).toEqual([]);
});

test('OPTIONS * is about the server, and no function and no page is asked', async () => {
  const [response] = await attack(line('OPTIONS *', toy));
  expect(response).toMatchObject({ status: 204 });
  expect(heard).toEqual([]);
});

const webSocket = ['Upgrade: websocket', 'Sec-WebSocket-Version: 13', 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=='];
test.each([
  ['HTTP/2', ['Upgrade: h2c', 'HTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA']],
  ['a WebSocket', webSocket],
  ['TLS', ['Upgrade: TLS/1.0']],
])('a function is asked as ever by one who offers %s', async (_what, headers) => {
  const [response] = await attack(get('/api/items/7', ...headers).replace('close', 'Upgrade, HTTP2-Settings, close'));
  expect(response?.status).toBe(200);
  expect(headersOf(response!, 'upgrade')).toEqual([]);
});

test('an offer of another protocol takes no body away', async () => {
  const bytes = `POST /api/echo HTTP/1.1\r\n${toy}\r\nUpgrade: h2c\r\nConnection: Upgrade, close\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n\r\nhello`;
  expect(eventOf((await attack(bytes))[0])).toMatchObject({ body: 'hello' });
});

test('Expect: 100-continue is answered, and anything else that is expected is a 417', async () => {
  const body = (expected: string, length: number) =>
    `POST /api/echo HTTP/1.1\r\n${toy}\r\nContent-Type: text/plain\r\nContent-Length: ${length}\r\nExpect: ${expected}\r\nConnection: close\r\n\r\n`;
  const [proceed, answer] = await attack(`${body('100-continue', 5)}hello`);
  expect([proceed?.status, answer?.status]).toEqual([100, 200]);
  expect((await attack(body('100-continue', 99_999_999))).at(-1)?.status).toBe(413);
  expect((await attack(`${body('200-ok', 5)}hello`))[0]?.status).toBe(417);
});

test('what names other addresses and methods in headers changes nothing', async () => {
  const overrides = [
    'X-Original-URL: /api/guarded/7',
    'X-Rewrite-URL: /api/guarded/7',
    'X-HTTP-Method-Override: DELETE',
    'X-HTTP-Method: DELETE',
    'X-Method-Override: DELETE',
    'X-Forwarded-Host: other.example',
    'X-Forwarded-Proto: https',
    'X-Forwarded-Prefix: /other',
    'X-Forwarded-Port: 443',
    'X-Host: other.example',
    'Forwarded: for=203.0.113.7;host=other.example;proto=https',
    'X-Real-IP: 203.0.113.7',
    'True-Client-IP: 203.0.113.7',
  ];
  expect(eventOf((await attack(get('/api/items/7', ...overrides)))[0])).toMatchObject({
    routeKey: 'GET /api/items/{id}',
    rawPath: '/api/items/7',
    headers: { 'x-forwarded-proto': 'http', host: 'toy.example' },
    requestContext: { domainName: 'toy.example', http: { method: 'GET', sourceIp: '127.0.0.1' } },
  });
  const [page] = await attack(get('/page', ...overrides));
  expect(heard.splice(0)).toEqual(['GET /page toy.example ']);
  expect(heardBy(page)).toMatchObject({
    host: 'toy.example',
    'x-forwarded-host': 'toy.example',
    'x-forwarded-proto': 'http',
    'x-forwarded-for': '127.0.0.1',
  });
});

test('headers that `Connection` names are still ours to write', async () => {
  const bytes = get('/page').replace('Connection: close', 'Connection: close, host, x-forwarded-for, x-request-id');
  expect(heardBy((await attack(bytes))[0])).toMatchObject({
    host: 'toy.example',
    'x-forwarded-for': '127.0.0.1',
    'x-request-id': expect.any(String),
  });
  heard.splice(0);
});
