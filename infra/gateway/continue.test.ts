import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import type { HttpEvent } from './http-event.ts';
import { speak, toyWeb } from './plugged-gateway.ts';
import { reachOf } from './plugin-reach.ts';
import { toyGateway } from './toy-gateway.ts';

async function gateway() {
  const plugin = {
    name: 'closed',
    reach: reachOf({ for: ['/api/v1/closed'] }, [{ routeKey: 'POST /api/v1/closed' }], 'closed'),
    hooks: {
      request: (_request: unknown, reply: { code(status: number): { send(text: string): unknown } }) =>
        void reply.code(403).send('no'),
    },
  };
  return toyGateway(
    {
      echo: {
        handler: (event) => ({ statusCode: 200, body: (event as HttpEvent).body ?? 'nothing' }),
        routes: ['POST /api/v1/echo', 'GET /api/v1/echo', 'POST /api/v1/closed'],
      },
    },
    { bodyLimit: 100, plugins: [plugin], webUrl: await toyWeb((request, response) => request.pipe(response)) },
  );
}

const head = (path: string, length: number, headers = '', method = 'POST') =>
  `${method} ${path} HTTP/1.1\r\nHost: toy\r\nExpect: 100-continue\r\nContent-Length: ${length}\r\n${headers}\r\n`;

test.each(['/api/v1/echo', '/form'])(
  'who waits to be told to go on with what %s takes is told, and answered',
  async (path) => {
    const { port } = await gateway();
    const socket = connect(port, '127.0.0.1');
    onTestFinished(() => void socket.destroy());
    let said = '';
    socket.on('data', (chunk: Buffer) => (said += chunk.toString()));
    for (let count = 0; count < 2; count++) {
      said = '';
      socket.write(head(path, 5));
      await expect.poll(() => said).toBe('HTTP/1.1 100 Continue\r\n\r\n');
      socket.write('hello');
      // The connection goes on.
      await expect.poll(() => said).toMatch(/\r\n\r\nHTTP\/1\.1 200 OK\r\n[^]*connection: keep-alive[^]*hello/i);
    }
  },
);

test.each([
  ['is too long', '/api/v1/echo', 101, 413],
  ['is too long for the web', '/form', 101, 413],
  ['a plugin does not want', '/api/v1/closed', 5, 403],
])(
  'who waits with a body that %s is refused without being told to go on, and the connection ends',
  async (_what, path, length, status) => {
    const { port } = await gateway();
    const said = await speak(port, head(path, length));
    expect(said).toMatch(new RegExp(`^HTTP/1\\.1 ${status} [^]*connection: close\r\n`, 'i'));
    expect(said).not.toContain('100 Continue');
  },
);

test('where there is no body there is nothing to wait for', async () => {
  const { port } = await gateway();
  const said = await speak(port, head('/api/v1/echo', 0, 'Connection: close\r\n', 'GET'));
  expect(said).toMatch(/^HTTP\/1\.1 200 OK\r\n[^]*nothing$/);
});

test('a connection that breaks while its upgrade waits breaks nothing else', async () => {
  const [asked, gate] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const closed = Promise.withResolvers<void>();
  const plugin = {
    name: 'slow',
    reach: () => true,
    hooks: {
      request: ({
        raw,
      }: {
        raw: { headers: Record<string, unknown>; socket: { once(event: string, hear: () => void): unknown } };
      }) => {
        if (raw.headers['upgrade'] === undefined) return;
        raw.socket.once('close', () => closed.resolve());
        asked.resolve();
        return gate.promise;
      },
    },
  };
  const { port, url } = await toyGateway(
    {},
    { plugins: [plugin], isWebReloading: true, webUrl: await toyWeb((_request, response) => response.end('page')) },
  );
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  socket.write(
    'GET / HTTP/1.1\r\nHost: toy\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
  );
  await asked.promise;
  socket.resetAndDestroy();
  await closed.promise;
  gate.resolve();
  expect(await (await fetch(url)).text()).toBe('page');
});
