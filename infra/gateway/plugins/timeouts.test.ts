import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, test, vi } from 'vitest';
import { log } from '../../../functions/_env/log.ts';
import { pluggedGateway, speak } from '../plugged-gateway.ts';

const never = () => new Promise<never>(() => undefined);
const timed = (settings: Record<string, number>, web?: Parameters<typeof pluggedGateway>[2]) =>
  pluggedGateway(
    {
      slow: { handler: never, routes: ['GET /api/v1/slow'], timeoutSeconds: 60 },
      echo: { handler: () => ({ statusCode: 200, body: 'done' }), routes: ['POST /api/v1/echo', 'GET /api/v1/echo'] },
    },
    [{ name: 'timeouts', settings }],
    web,
  );

test('an answer that does not begin in time is 504, from a function and from the web', async () => {
  vi.spyOn(log, 'warn').mockImplementation(() => undefined);
  const { url } = await timed({ answerSeconds: 0.1 }, { web: () => undefined });
  for (const path of ['/api/v1/slow', '/page']) {
    const answer = await fetch(url + path);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([504, 'application/problem+json']);
  }
  expect((await fetch(`${url}/api/v1/echo`)).status).toBe(200);
});

test('an answer that has begun is not cut off', async () => {
  const { url } = await timed(
    { answerSeconds: 0.1 },
    {
      web: (_request, response) => {
        response.write('begun');
        setTimeout(() => response.end(' and ended'), 300);
      },
    },
  );
  expect(await (await fetch(`${url}/page`)).text()).toBe('begun and ended');
});

const half =
  'POST /api/v1/echo HTTP/1.1\r\nHost: toy\r\nConnection: close\r\nContent-Type: text/plain\r\nContent-Length: 10\r\n\r\nhello';

test('a body that does not arrive in time is 408', async () => {
  const { port } = await timed({ bodySeconds: 0.1 });
  expect(await speak(port, half)).toMatch(/^HTTP\/1\.1 408 /);
});

test('while its body arrives, a request is not late with its answer', async () => {
  const { port } = await timed({ answerSeconds: 0.1, bodySeconds: 60 });
  const socket = connect(port, '127.0.0.1');
  socket.write(half);
  setTimeout(() => socket.write('world'), 400);
  const [answer] = (await once(socket, 'data')) as [Buffer];
  expect(answer.toString()).toMatch(/^HTTP\/1\.1 200 /);
});

test('what the door says later is nobody’s: the connection serves the next request', async () => {
  vi.spyOn(log, 'warn').mockImplementation(() => undefined);
  const answered = Promise.withResolvers<undefined>();
  const { port } = await pluggedGateway(
    {
      late: {
        handler: async () => {
          await answered.promise;
          return { statusCode: 200, headers: { 'x-late': 'yes' }, body: 'late' };
        },
        routes: ['GET /api/v1/late'],
        timeoutSeconds: 60,
      },
      next: { handler: () => ({ statusCode: 200, body: 'next' }), routes: ['GET /api/v1/next'] },
    },
    [{ name: 'timeouts', settings: { answerSeconds: 0.1 } }],
  );
  const socket = connect(port, '127.0.0.1');
  let heard = '';
  socket.on('data', (chunk: Buffer) => (heard += chunk.toString()));
  const get = (path: string) => socket.write(`GET ${path} HTTP/1.1\r\nHost: toy\r\n\r\n`);
  get('/api/v1/late');
  await vi.waitFor(() => expect(heard).toMatch(/504 [^]*requestId/), 10_000);
  answered.resolve(undefined);
  heard = '';
  get('/api/v1/next');
  await vi.waitFor(() => expect(heard).toMatch(/200 OK[^]*next$/), 10_000);
  expect(heard).not.toContain('late');
  socket.destroy();
});

test('a page that begins too late is let go, with the connection that it holds', async () => {
  vi.spyOn(log, 'warn').mockImplementation(() => undefined);
  const release = Promise.withResolvers<undefined>();
  const wasFinished = Promise.withResolvers<boolean>();
  const { url } = await timed(
    { answerSeconds: 0.1 },
    {
      web: (_request, response) => {
        response.on('close', () => wasFinished.resolve(response.writableFinished));
        void release.promise.then(() => response.write('begun, and never ended'));
      },
    },
  );
  expect((await fetch(`${url}/page`)).status).toBe(504);
  release.resolve(undefined);
  expect(await wasFinished.promise).toBe(false);
});
