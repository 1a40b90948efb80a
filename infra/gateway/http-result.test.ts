import { expect, test, vi } from 'vitest';
import { log } from '../../functions/_env/log.ts';
import { toyGateway } from './toy-gateway.ts';

async function answerTo(result: unknown, method = 'GET'): Promise<Response> {
  const { url } = await toyGateway({ toy: { handler: async () => result, routes: ['GET /toy', 'HEAD /toy'] } });
  return fetch(`${url}/toy`, { method });
}

test('status, headers, cookies and body are handed on as they are', async () => {
  const body = JSON.stringify({ text: 'grüße' });
  const response = await answerTo({
    statusCode: 201,
    headers: { 'Content-Type': 'application/json', ETag: '"x"', 'x-number': 7 },
    cookies: ['a=1; HttpOnly', 'b=2'],
    body,
  });
  expect(response.status).toBe(201);
  expect(response.headers.get('content-type')).toBe('application/json');
  expect(response.headers.get('etag')).toBe('"x"');
  expect(response.headers.get('x-number')).toBe('7');
  expect(response.headers.getSetCookie()).toEqual(['a=1; HttpOnly', 'b=2']);
  expect(response.headers.get('content-length')).toBe(String(Buffer.byteLength(body)));
  expect(response.headers.get('x-content-type-options')).toBe('nosniff');
  expect(await response.text()).toBe(body);
});

test('a cookie among the headers goes beside the others', async () => {
  const response = await answerTo({ statusCode: 200, headers: { 'Set-Cookie': 'a=1' }, cookies: ['b=2'], body: 'x' });
  expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
});

test('HEAD has the headers of the body and not the body', async () => {
  const response = await answerTo(
    { statusCode: 200, headers: { 'content-type': 'application/json' }, body: '{"a":1}' },
    'HEAD',
  );
  expect(response.headers.get('content-length')).toBe('7');
  expect(await response.text()).toBe('');
});

test('base64 is decoded', async () => {
  const response = await answerTo({
    statusCode: 200,
    headers: { 'content-type': 'image/png' },
    body: 'AP8=',
    isBase64Encoded: true,
  });
  expect(Buffer.from(await response.arrayBuffer())).toEqual(Buffer.from([0, 255]));
});

test.each([
  [{ a: 1 }, '{"a":1}'],
  ['words', 'words'],
  [null, 'null'],
  [undefined, 'null'],
])('a plain value is the body of a 200: %j', async (value, body) => {
  const response = await answerTo(value);
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toBe('application/json');
  expect(await response.text()).toBe(body);
});

test('an answer without a content type is text; one without a body has none', async () => {
  expect((await answerTo({ statusCode: 200, body: 'words' })).headers.get('content-type')).toBe(
    'text/plain; charset=utf-8',
  );
  const empty = await answerTo({ statusCode: 304, headers: { etag: '"x"' } });
  expect([empty.status, empty.headers.get('etag'), empty.headers.get('content-type')]).toEqual([304, '"x"', null]);
});

test('Server-Timing: the handler’s parts and then the gateway’s', async () => {
  const response = await answerTo({ statusCode: 200, headers: { 'Server-Timing': 'cache;desc=hit' }, body: '' });
  expect(response.headers.get('server-timing')).toMatch(/^cache;desc=hit, gateway;dur=\d+\.\d$/);
});

test('what is the connection’s or tells what runs here is not handed on', async () => {
  const headers = {
    Server: 'toy/1',
    'X-Powered-By': 'toy',
    Connection: 'close',
    'Content-Length': '99',
    'Transfer-Encoding': 'x',
  };
  const response = await answerTo({ statusCode: 200, headers, body: 'words' });
  expect(await response.text()).toBe('words');
  expect([...response.headers.keys()]).not.toEqual(expect.arrayContaining(['server']));
  expect(response.headers.get('x-powered-by')).toBeNull();
  expect(response.headers.get('content-length')).toBe('5');
});

test.each([
  ['no status', { statusCode: 'fine' }],
  ['a status that ends nothing', { statusCode: 101 }],
  ['a body that is no string', { statusCode: 200, body: { a: 1 } }],
  ['a header with a line break', { statusCode: 200, headers: { 'x-kept': 'a', 'x-toy': 'a\r\nset-cookie: b' } }],
  ['a header name that is none', { statusCode: 200, headers: { 'x-kept': 'a', 'x toy': 'a' } }],
  ['a cookie with a line break', { statusCode: 200, cookies: ['a\nb'] }],
  ['more than 6 MB', { statusCode: 200, body: 'x'.repeat(6 * 1024 * 1024 + 1) }],
  ['what JSON cannot say', { big: 1n }],
])('%s is a 502 that shows nothing of it', async (_what, result) => {
  const logged = vi.spyOn(log, 'error').mockImplementation(() => undefined);
  const response = await answerTo(result);
  expect(response.status).toBe(502);
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  expect(response.headers.has('x-kept')).toBe(false);
  const problem = (await response.json()) as { requestId: string };
  expect(problem).toMatchObject({ status: 502, title: 'Bad gateway', instance: '/toy' });
  expect(logged).toHaveBeenCalledWith(
    expect.objectContaining({ requestId: problem.requestId, function: 'toy' }),
    expect.anything(),
  );
});
