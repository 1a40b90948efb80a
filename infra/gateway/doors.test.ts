import { connect } from 'node:net';
import type { APIGatewayProxyEventV2WithLambdaAuthorizer as Event } from 'aws-lambda';
import { expect, test, vi } from 'vitest';
import { log } from '../../functions/_env/log.ts';
import { pluggedGateway, speak } from './plugged-gateway.ts';
import { type Toy, toyGateway } from './toy-gateway.ts';

const says =
  (words: string): Toy['handler'] =>
  async () => ({ statusCode: 200, body: words });

async function problemAt(url: string, init?: RequestInit) {
  const response = await fetch(url, init);
  return {
    status: response.status,
    type: response.headers.get('content-type'),
    body: (await response.json()) as Record<string, unknown>,
  };
}

test('each method has its door; what no door takes goes to $default and never to the web', async () => {
  const { url } = await toyGateway({
    read: { handler: says('read'), routes: ['GET /api/v1/site', 'HEAD /api/v1/site', 'GET /healthz'] },
    write: { handler: says('write'), routes: ['PUT /api/v1/site'] },
    rest: { handler: says('rest'), routes: ['$default'] },
  });
  const ask = async (method: string, path: string) => (await fetch(url + path, { method })).text();
  expect(await ask('GET', '/api/v1/site')).toBe('read');
  expect(await ask('PUT', '/api/v1/site')).toBe('write');
  for (const method of ['DELETE', 'POST', 'OPTIONS', 'PATCH']) expect(await ask(method, '/api/v1/site')).toBe('rest');
  expect(await ask('GET', '/api/v1/nothing')).toBe('rest');
  expect(await ask('GET', '/healthz')).toBe('read');
  expect(await ask('POST', '/healthz')).toBe('rest');
  expect((await fetch(`${url}/healthz`, { method: 'HEAD' })).status).toBe(200);
});

test('a request that says nothing of a body has none, and nobody waits for it: function, upload and web', async () => {
  const { port } = await pluggedGateway(
    {
      write: { handler: (event) => ({ statusCode: 200, body: JSON.stringify(event) }), routes: ['POST /api/v1/site'] },
    },
    [],
    { web: (request, response) => void request.resume().on('end', () => response.end('the web')) },
  );
  const ask = (line: string) =>
    speak(port, `${line} HTTP/1.1\r\nHost: toy\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n`);
  const answer = await ask('POST /api/v1/site');
  expect(answer).toMatch(/^HTTP\/1\.1 200 /);
  expect(answer).not.toContain('"body"');
  expect(await ask('PUT /uploads/0190d2a4-0000-7000-8000-000000000000')).toMatch(/^HTTP\/1\.1 403 /);
  for (const method of ['POST', 'DELETE', 'GET']) expect(await ask(`${method} /page`)).toContain('the web');
});

test('ANY takes what no route of the same address names, whatever its parameters are called', async () => {
  const { url } = await toyGateway({
    get: { handler: says('get'), routes: ['GET /api/toys/{id}', 'GET /api/tree/{rest+}', 'PUT /toys/{id}'] },
    any: { handler: says('any'), routes: ['ANY /api/toys/{toy}', 'ANY /api/tree/{path+}', 'ANY /toys/{toy}'] },
    rest: { handler: says('rest'), routes: ['$default'] },
  });
  const ask = async (method: string, path: string) => (await fetch(url + path, { method })).text();
  for (const path of ['/api/toys/7', '/api/tree/a/b']) {
    expect(await ask('GET', path)).toBe('get');
    expect(await ask('POST', path)).toBe('any');
  }
  expect(await ask('PUT', '/toys/7')).toBe('get');
  expect(await ask('GET', '/toys/7')).toBe('any');
});

test.each(['/api/toys/', '/api/toys//parts', '/api/tree/'])(
  '%s leaves a parameter empty, and is $default’s',
  async (path) => {
    const { url } = await toyGateway({
      toy: {
        handler: says('toy'),
        routes: ['GET /api/toys/{id}', 'GET /api/toys/{id}/parts', 'GET /api/tree/{path+}'],
      },
      rest: { handler: says('rest'), routes: ['$default'] },
    });
    expect(await (await fetch(url + path)).text()).toBe('rest');
  },
);

test('both loopback addresses are heard', async () => {
  const { port } = await toyGateway({ toy: { handler: says('here'), routes: ['GET /toy'] } });
  for (const host of ['127.0.0.1', '[::1]'])
    expect(await (await fetch(`http://${host}:${port}/toy`)).text()).toBe('here');
});

test.each([
  [
    502,
    'throws',
    async () => {
      throw new Error('secret password');
    },
  ],
  [
    502,
    'throws at once',
    () => {
      throw new Error('secret password');
    },
  ],
  [504, 'takes too long', () => new Promise(() => undefined)],
] as [number, string, Toy['handler']][])(
  '%i when a function %s, for that request alone',
  async (status, _how, handler) => {
    const logged = vi.spyOn(log, 'error').mockImplementation(() => undefined);
    const { url } = await toyGateway({
      bad: { handler, routes: ['GET /bad'] },
      good: { handler: says('good'), routes: ['GET /good'] },
    });
    const [problem, good] = await Promise.all([
      problemAt(`${url}/bad`, { headers: { 'x-request-id': 'r-1' } }),
      fetch(`${url}/good`),
    ]);
    expect(problem).toMatchObject({
      status,
      type: 'application/problem+json',
      body: { status, instance: '/bad', requestId: 'r-1' },
    });
    expect(JSON.stringify(problem)).not.toContain('secret');
    expect(await good.text()).toBe('good');
    expect(logged).toHaveBeenCalledWith(
      expect.objectContaining({ requestId: 'r-1', function: 'bad' }),
      'no answer from the function',
    );
  },
);

test('a body of more than 1 MB is refused with 413 before any function sees it', async () => {
  const handler = vi.fn(says('taken'));
  const { url } = await toyGateway({ toy: { handler, routes: ['POST /api/v1/toy'] } });
  const post = (bytes: number) => ({
    method: 'POST',
    body: 'x'.repeat(bytes),
    headers: { 'content-type': 'text/plain' },
  });
  expect((await fetch(`${url}/api/v1/toy`, post(1024 * 1024))).status).toBe(200);
  expect(await problemAt(`${url}/api/v1/toy`, post(1024 * 1024 + 1))).toMatchObject({
    status: 413,
    type: 'application/problem+json',
    body: { type: '/problems/too-large', title: 'Too large', requestId: expect.any(String) as string },
  });
  expect(handler).toHaveBeenCalledTimes(1);
});

test('the authorizer says who is calling, and the function is told', async () => {
  const asked: unknown[] = [];
  const authorizer = async (event: unknown) => {
    asked.push(event);
    const { headers } = event as Event<unknown>;
    return {
      isAuthorized: headers.authorization !== 'Bearer banned',
      context: { author: headers.authorization ?? '' },
    };
  };
  const handler = async (event: Event<unknown>) => ({ lambda: event.requestContext.authorizer.lambda });
  const { url } = await toyGateway({
    toy: { handler, routes: [{ routeKey: 'POST /api/v1/posts/{id}', authorizer: 'authorizer' }] },
    authorizer: { handler: authorizer },
  });
  const post = (authorization: string) =>
    fetch(`${url}/api/v1/posts/7?a=1`, { method: 'POST', headers: { authorization } });
  expect(await (await post('Bearer mine')).json()).toEqual({ lambda: { author: 'Bearer mine' } });
  expect(asked[0]).toMatchObject({
    version: '2.0',
    type: 'REQUEST',
    routeArn: expect.stringMatching(/^arn:aws:execute-api:.*:colophon\/\$default\/POST\/api\/v1\/posts\/7$/) as string,
    routeKey: 'POST /api/v1/posts/{id}',
    rawPath: '/api/v1/posts/7',
    queryStringParameters: { a: '1' },
    pathParameters: { id: '7' },
    headers: { authorization: 'Bearer mine' },
    requestContext: { http: { method: 'POST' } },
  });
  expect(asked[0]).not.toHaveProperty('body');
  expect((await post('Bearer banned')).status).toBe(403);
});

test('an authorizer that fails lets nobody in', async () => {
  vi.spyOn(log, 'error').mockImplementation(() => undefined);
  const handler = vi.fn(says('inside'));
  const { url } = await toyGateway({
    toy: {
      handler,
      routes: [
        { routeKey: 'GET /a', authorizer: 'broken' },
        { routeKey: 'GET /b', authorizer: 'silent' },
      ],
    },
    broken: {
      handler: async () => {
        throw new Error('broken');
      },
    },
    silent: { handler: async () => undefined },
  });
  expect((await fetch(`${url}/a`)).status).toBe(502);
  expect((await fetch(`${url}/b`)).status).toBe(403);
  expect(handler).not.toHaveBeenCalled();
});

test.each(['/api/%zz', '/api/v1/%E0%A4%A'])('an address that cannot be decoded is a 400: %s', async (path) => {
  const { url } = await toyGateway({ toy: { handler: says('no'), routes: ['$default'] } });
  expect(await problemAt(url + path)).toMatchObject({ status: 400, type: 'application/problem+json' });
  expect((await fetch(url + path)).headers.get('x-request-id')).toMatch(/^[\da-f-]{36}$/);
});

test.each([
  ['400', 'this is not HTTP\r\n\r\n'],
  ['431', `GET / HTTP/1.1\r\nHost: toy\r\nX-Large: ${'x'.repeat(20_000)}\r\n\r\n`],
])('%s for what cannot be read as a request', async (status, sent) => {
  const { port } = await toyGateway({});
  const socket = connect(port, '127.0.0.1');
  socket.write(sent);
  let answer = '';
  await new Promise((resolve) => socket.on('data', (text) => (answer += text.toString())).on('close', resolve));
  expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
  expect(answer).toContain('application/problem+json');
});
