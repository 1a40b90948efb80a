import { connect } from 'node:net';
import type { APIGatewayProxyEventV2WithLambdaAuthorizer as Event } from 'aws-lambda';
import { beforeEach, expect, test } from 'vitest';
import { toyGateway } from './toy-gateway.ts';

let url: string;
let port: number;
let event: Event<unknown>;

beforeEach(async () => {
  const handler = async (given: Event<unknown>) => {
    event = given;
    return { statusCode: 204 };
  };
  const routes = [
    'GET /api/v1/site',
    'POST /api/v1/site',
    'GET /api/v1/projects/{project}',
    'GET /api/v1/projects/{project}/posts/{path+}',
    '$default',
  ];
  ({ url, port } = await toyGateway({ toy: { handler, routes } }));
});

const text = expect.stringMatching(/.+/) as string;

test('a plain request becomes the event of an HTTP API', async () => {
  await fetch(`${url}/api/v1/projects/web`, { headers: { 'User-Agent': 'toy', Accept: 'application/json' } });
  expect(event).toEqual({
    version: '2.0',
    routeKey: 'GET /api/v1/projects/{project}',
    rawPath: '/api/v1/projects/web',
    rawQueryString: '',
    headers: expect.objectContaining({
      accept: 'application/json',
      host: `127.0.0.1:${port}`,
      'x-forwarded-for': '127.0.0.1',
      'x-forwarded-port': String(port),
      'x-forwarded-proto': 'http',
      'x-request-id': event.requestContext.requestId,
    }) as object,
    pathParameters: { project: 'web' },
    requestContext: {
      accountId: text,
      apiId: text,
      domainName: '127.0.0.1',
      domainPrefix: '127',
      http: {
        method: 'GET',
        path: '/api/v1/projects/web',
        protocol: 'HTTP/1.1',
        sourceIp: '127.0.0.1',
        userAgent: 'toy',
      },
      requestId: text,
      routeKey: 'GET /api/v1/projects/{project}',
      stage: '$default',
      time: expect.stringMatching(/^\d{2}\/[A-Z][a-z]{2}\/\d{4}:\d{2}:\d{2}:\d{2} \+0000$/) as string,
      timeEpoch: expect.any(Number) as number,
    },
    isBase64Encoded: false,
  });
  expect(JSON.parse(JSON.stringify(event))).toEqual(event);
});

test('a greedy parameter holds the rest of the path', async () => {
  await fetch(`${url}/api/v1/projects/web/posts/a/b/c`);
  expect(event.pathParameters).toEqual({ project: 'web', path: 'a/b/c' });
});

test.each([
  '/api/v1/projects/web/posts/',
  '/api/v1/projects/web/posts',
  '/api/v1/site/',
  '/api/v1/nothing',
  '/api',
  '/api/',
])('%s is nobody else’s door: $default', async (path) => {
  await fetch(url + path);
  expect(event).toMatchObject({ routeKey: '$default', rawPath: path });
  expect(event.pathParameters).toBeUndefined();
});

test('paths and parameters are decoded, the query string is not', async () => {
  await fetch(`${url}/api/v1/projects/f%C3%BCr%20alle?q=a%20b+c&tag=x&tag=y%2Cz&empty=`);
  expect(event.rawPath).toBe('/api/v1/projects/für alle');
  expect(event.pathParameters).toEqual({ project: 'für alle' });
  expect(event.rawQueryString).toBe('q=a%20b+c&tag=x&tag=y%2Cz&empty=');
  expect(event.queryStringParameters).toEqual({ q: 'a b c', tag: 'x,y,z', empty: '' });
});

test('cookies stand beside the headers, and repeated headers are joined by commas', async () => {
  const lines = [
    'GET /api/v1/site HTTP/1.1',
    'Host: toy',
    'Cookie: a=1; b=2',
    'X-Many: one',
    'x-many: two',
    'Accept: x',
    'Connection: close',
  ];
  const socket = connect(port, '127.0.0.1').end(`${lines.join('\r\n')}\r\n\r\n`);
  await new Promise((resolve) => socket.resume().on('close', resolve));
  expect(event.cookies).toEqual(['a=1', 'b=2']);
  expect(event.headers).toMatchObject({ 'x-many': 'one,two', accept: 'x', host: 'toy' });
  expect(event.headers).not.toHaveProperty('cookie');
});

test('an encoded slash parts no segments', async () => {
  await fetch(`${url}/api/v1/projects/a%2Fb`);
  expect(event).toMatchObject({ rawPath: '/api/v1/projects/a/b', pathParameters: { project: 'a/b' } });
});

test('a request line with the whole address means the same', async () => {
  const socket = connect(port, '127.0.0.1');
  socket.write('GET http://elsewhere/api/v1/projects/web?a=1 HTTP/1.1\r\nHost: toy\r\nConnection: close\r\n\r\n');
  await new Promise((resolve) => socket.resume().on('close', resolve));
  expect(event).toMatchObject({
    rawPath: '/api/v1/projects/web',
    rawQueryString: 'a=1',
    pathParameters: { project: 'web' },
  });
});

test.each([
  ['application/json', '{"ä":1}', '{"ä":1}', false],
  ['application/json; charset=utf-8', '{}', '{}', false],
  ['application/merge-patch+json', '{}', '{}', false],
  ['text/plain', 'words', 'words', false],
  ['application/x-protobuf', Buffer.from([1, 255]), 'Af8=', true],
  ['application/x-www-form-urlencoded', 'a=1', 'YT0x', true],
  ['application/json', Buffer.from([255]), '/w==', true],
])('a body of %s arrives as it came', async (type, sent, body, isBase64Encoded) => {
  await fetch(`${url}/api/v1/site`, { method: 'POST', body: sent, headers: { 'content-type': type } });
  expect({ body: event.body, isBase64Encoded: event.isBase64Encoded }).toEqual({ body, isBase64Encoded });
});

test('a request without a body has none', async () => {
  await fetch(`${url}/api/v1/site`, { method: 'POST' });
  expect(event).not.toHaveProperty('body');
});

test('the trace context and the request id of the caller are kept if well-formed', async () => {
  const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
  const headers = { 'X-Request-Id': 'my-id.1', traceparent, tracestate: 'a=b' };
  const response = await fetch(`${url}/api/v1/site`, { headers });
  expect(event.headers).toMatchObject({ 'x-request-id': 'my-id.1', traceparent, tracestate: 'a=b' });
  expect(event.requestContext.requestId).toBe('my-id.1');
  expect(response.headers.get('x-request-id')).toBe('my-id.1');
  expect(response.headers.get('traceparent')).toBe(traceparent);
});

test('otherwise they are made, and the answer names them', async () => {
  const traceparent = '00-00000000000000000000000000000000-b7ad6b7169203331-01';
  const response = await fetch(`${url}/api/v1/site`, {
    headers: { 'X-Request-Id': 'two words', traceparent, tracestate: 'a=b' },
  });
  expect(event.headers['x-request-id']).toMatch(/^[\da-f-]{36}$/);
  expect(event.headers['traceparent']).toMatch(/^00-[\da-f]{32}-[\da-f]{16}-01$/);
  expect(event.headers).not.toHaveProperty('tracestate');
  expect(response.headers.get('x-request-id')).toBe(event.headers['x-request-id']);
  expect(response.headers.get('traceparent')).toBe(event.headers['traceparent']);
});
