import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { afterEach, expect, onTestFinished, test, vi } from 'vitest';
import { log } from '../../functions/_env/log.ts';
import { readNetworks } from '../services/addresses.ts';
import { toyGateway } from './toy-gateway.ts';
import { bodiesAtOnce } from './web-bodies.ts';

let web: Server | undefined;

afterEach(() => {
  web?.closeAllConnections();
  web?.close();
  web = undefined;
});

async function gatewayBefore(listener: RequestListener, isWebReloading = false) {
  web = createServer(listener).listen(0, '127.0.0.1');
  await once(web, 'listening');
  const webUrl = `http://127.0.0.1:${(web.address() as AddressInfo).port}`;
  return toyGateway(
    { rest: { handler: async () => 'api', routes: ['$default'] } },
    { webUrl, isWebReloading, publicUrl: 'https://blog.example' },
  );
}

test('what is neither API nor file is the web’s, which learns who asked and for what', async () => {
  let asked: Record<string, unknown> = {};
  const { url, port } = await gatewayBefore(({ method, url: path, headers }, response) => {
    asked = { method, path, headers };
    response
      .writeHead(200, {
        'content-type': 'text/html',
        'x-powered-by': 'toy',
        server: 'toy',
        'set-cookie': ['a=1', 'b=2'],
      })
      .end('<h1>page</h1>');
  });
  const response = await fetch(`${url}/projects/web?a=%20b`, {
    headers: { 'x-request-id': 'r-1', cookie: 'c=3', 'x-forwarded-for': '1.2.3.4' },
  });
  expect(await response.text()).toBe('<h1>page</h1>');
  expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
  expect(response.headers.get('x-request-id')).toBe('r-1');
  expect(response.headers.get('x-content-type-options')).toBe('nosniff');
  for (const banner of ['server', 'x-powered-by']) expect(response.headers.has(banner)).toBe(false);
  expect(asked).toMatchObject({
    method: 'GET',
    path: '/projects/web?a=%20b',
    headers: {
      host: `127.0.0.1:${port}`,
      cookie: 'c=3',
      'x-request-id': 'r-1',
      'x-forwarded-for': '127.0.0.1',
      'x-forwarded-host': `127.0.0.1:${port}`,
      'x-forwarded-proto': 'https',
      traceparent: expect.stringMatching(/^00-/) as string,
    },
  });
});

test('the answer is streamed, and a form arrives whole', async () => {
  let release: () => void = () => undefined;
  const { url } = await gatewayBefore((request, response) => {
    if (request.method === 'POST') return void request.pipe(response);
    response.write('first');
    release = () => response.end(' second');
  });
  const reader = (await fetch(`${url}/stream`)).body?.getReader();
  expect(Buffer.from((await reader?.read())?.value ?? []).toString()).toBe('first');
  release();
  expect(Buffer.from((await reader?.read())?.value ?? []).toString()).toBe(' second');
  const body = JSON.stringify({ a: 'ä' });
  const echoed = await fetch(`${url}/form`, { method: 'POST', body, headers: { 'content-type': 'application/json' } });
  expect(await echoed.text()).toBe(body);
  const large = await fetch(`${url}/form`, { method: 'POST', body: 'x'.repeat(1024 * 1024 + 1) });
  expect(large.status).toBe(413);
});

test('a page that says 503 is not asked for again', async () => {
  let asked = 0;
  const { url } = await gatewayBefore((_request, response) => {
    asked++;
    response.writeHead(503, { 'retry-after': '1' }).end('busy');
  });
  expect((await fetch(`${url}/`)).status).toBe(503);
  expect(asked).toBe(1);
});

test('while the web is down, browsers get a page and others a problem', async () => {
  vi.spyOn(log, 'warn').mockImplementation(() => undefined);
  const { url } = await toyGateway({});
  const page = await fetch(`${url}/`, { headers: { accept: 'text/html,*/*' } });
  expect([page.status, page.headers.get('content-type'), page.headers.get('retry-after')]).toEqual([
    503,
    'text/html; charset=utf-8',
    '2',
  ]);
  expect(await page.text()).toContain('Back in a moment');
  const problem = await fetch(`${url}/feed.xml`);
  expect(await problem.json()).toMatchObject({ status: 503, type: '/problems/unavailable' });
});

test('an upgrade passes, for the web that reloads itself while one works on it', async () => {
  const { port } = await gatewayBefore((_request, response) => response.end(), true);
  web?.on('upgrade', ({ headers }, socket) => {
    const key = `${headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`;
    const accept = createHash('sha1').update(key).digest('base64');
    socket.write(
      `HTTP/1.1 101 Go on\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
    );
    socket.write(Buffer.from([0x81, 3, ...Buffer.from('hot')]));
  });
  for (const host of ['127.0.0.1', '[::1]']) {
    const socket = new WebSocket(`ws://${host}:${port}/`);
    const [message] = (await once(socket, 'message')) as [{ data: string }];
    expect(message.data).toBe('hot');
    socket.close();
  }
});

test('a web that nobody works on is asked for no upgrade: it answers with its page', async () => {
  const { port } = await gatewayBefore((_request, response) => response.end('page'));
  const wish =
    'GET / HTTP/1.1\r\nHost: toy\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n';
  const socket = connect(port, '127.0.0.1');
  socket.write(wish);
  const [answer] = (await once(socket, 'data')) as [Buffer];
  expect(answer.toString()).toMatch(/^HTTP\/1\.1 200 /);
  socket.destroy();
});

test('the web’s one page for files takes more than a megabyte; no other does, and none more than a file may have', async () => {
  const { url } = await gatewayBefore((request, response) => {
    request.resume().on('end', () => response.end(request.url));
  });
  const send = async (path: string, megabytes: number) => {
    const answer = await fetch(`${url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'multipart/form-data; boundary=b' },
      body: new Uint8Array(megabytes * 2 ** 20),
    });
    return [answer.status, answer.ok ? await answer.text() : ''];
  };
  expect(await send('/studio/image?id=1', 3)).toEqual([200, '/studio/image?id=1']);
  expect(await send('/studio/posts/1?/save', 3)).toEqual([413, '']);
  expect(await send('/studio/image/more', 3)).toEqual([413, '']);
  expect(await send('/studio/image', 27)).toEqual([413, '']);
});

test('bodies that come slowly keep no reader waiting, and no other caller’s body as long as each has its share', async () => {
  web = createServer((request, response) => request.resume().on('end', () => response.end('page'))).listen(
    0,
    '127.0.0.1',
  );
  await once(web, 'listening');
  let begun = 0;
  web.on('request', () => begun++);
  const { url, port } = await toyGateway(
    {},
    {
      webUrl: `http://127.0.0.1:${(web.address() as AddressInfo).port}`,
      trust: { proxies: readNetworks(['127.0.0.1']) },
    },
  );
  const slowly = async (address: string) => {
    const socket = connect(port, '127.0.0.1');
    onTestFinished(() => void socket.destroy());
    socket.write(`POST /form HTTP/1.1\r\nHost: toy\r\nX-Forwarded-For: ${address}\r\nContent-Length: 100\r\n\r\nslow`);
    return socket;
  };
  const many = Array.from({ length: 3 * bodiesAtOnce }, (_, count) => slowly(`192.0.2.${count % 3}`));
  const sockets = await Promise.all(many);
  await expect.poll(() => begun).toBe(3 * bodiesAtOnce);
  const [refusal] = (await once(await slowly('192.0.2.1'), 'data')) as [Buffer];
  expect(refusal.toString()).toMatch(/^HTTP\/1\.1 429 [^]*retry-after: 1\r\n[^]*at once/i);
  const send = (address: string) =>
    fetch(`${url}/form`, { method: 'POST', body: 'x', headers: { 'x-forwarded-for': address } });
  expect((await send('192.0.2.9')).status).toBe(200);
  // A fourth and a fifth one take all that there is for bodies.
  await Promise.all(Array.from({ length: 2 * bodiesAtOnce }, (_, count) => slowly(`192.0.2.${4 + (count % 2)}`)));
  await expect.poll(() => begun).toBe(1 + 4 * bodiesAtOnce);
  const pages = await Promise.all(Array.from({ length: 20 }, () => fetch(`${url}/page`)));
  expect(new Set(pages.map(({ status }) => status))).toEqual(new Set([200]));
  // What one let go, it may hold again.
  for (const socket of sockets) socket.destroy();
  await expect.poll(async () => (await send('192.0.2.1')).status).toBe(200);
});
