import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { holderOf } from '../../gateway/connection-share.ts';
import { listeningServers } from '../../gateway/connections.ts';
import { receiveAll, responsesIn } from '../raw-http.ts';
import { get, large, underAttack } from './under-attack.ts';

/** The same limits as ever, in shorter times: what takes a minute elsewhere takes a moment here. */
const limits = { headersTimeout: 1_000, connectionsCheckingInterval: 50, silenceMs: 1_000, perAddress: 20 };
const gateway = underAttack({ limits });

async function open(localAddress = '127.0.0.1'): Promise<Socket> {
  const socket = connect({ port: gateway.port, host: '127.0.0.1', localAddress });
  socket.on('error', () => undefined);
  onTestFinished(() => void socket.destroy());
  await once(socket, 'connect');
  return socket;
}

/** One byte after the other, for as long as somebody listens. */
function drip(socket: Socket, bytes: string): void {
  let at = 0;
  const each = setInterval(() => socket.write(bytes[at++ % bytes.length] ?? ''), 20);
  socket.once('close', () => clearInterval(each));
}

test('headers that come drop by drop are a 408, and the connection ends', async () => {
  const socket = await open();
  socket.write('GET /api/echo HTTP/1.1\r\nHost: toy.example\r\n');
  drip(socket, 'X-A: b\r\n');
  const [response] = responsesIn(await receiveAll(socket));
  expect(response?.status).toBe(408);
  await gateway.isUp();
});

test('one who connects and says nothing is let go', async () => {
  const socket = await open();
  await receiveAll(socket);
  expect(socket.destroyed).toBe(true);
  await gateway.isUp();
});

test('a hundred slow ones hold up nobody', async () => {
  const sockets = await Promise.all(Array.from({ length: 100 }, () => open()));
  for (const socket of sockets)
    socket.write('POST /api/echo HTTP/1.1\r\nHost: toy.example\r\nContent-Length: 10\r\n\r\nx');
  await gateway.isUp();
  for (const socket of sockets) drip(socket, 'x');
  await gateway.isUp();
});

test('one who sends nonsense, and stays after the refusal, is let go', async () => {
  const socket = connect({ port: gateway.port, host: '127.0.0.1', allowHalfOpen: true });
  onTestFinished(() => void socket.destroy());
  socket.write('nonsense\r\n\r\n');
  const received = receiveAll(socket);
  await once(socket, 'end');
  drip(socket, 'x');
  expect(responsesIn(await received)[0]?.status).toBe(400);
  await gateway.isUp();
});

test('one who asks for much and reads nothing is let go, and what waits for it is thrown away', async () => {
  const socket = await open();
  socket.pause();
  socket.write(get('/large'));
  await gateway.isUp();
  await wait(4 * limits.silenceMs);
  const all = receiveAll(socket);
  socket.resume();
  const received = await all;
  expect(responsesIn(received)[0]?.status).toBe(200);
  expect(received.length).toBeLessThan(large);
  await gateway.isUp();
});

test.each([
  ['in the request line', 'GET /api/ec'],
  ['in the headers', 'GET /api/echo HTTP/1.1\r\nHost: to'],
  ['in a body', 'POST /api/echo HTTP/1.1\r\nHost: toy.example\r\nContent-Length: 10\r\n\r\nhal'],
  ['in a chunk', 'POST /api/echo HTTP/1.1\r\nHost: toy.example\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhe'],
  ['in a body for the web', 'POST /page HTTP/1.1\r\nHost: toy.example\r\nContent-Length: 10\r\n\r\nhal'],
  ['before its answer', 'GET /api/slow HTTP/1.1\r\nHost: toy.example\r\n\r\n'],
])('one who resets the connection %s is missed by nobody', async (_where, bytes) => {
  for (let i = 0; i < 20; i++) {
    const socket = await open();
    socket.write(bytes, () => socket.resetAndDestroy());
    await once(socket, 'close');
  }
  await gateway.isUp();
});

test('an address holds its share of connections and no more; others are served, and it again when it lets go', async () => {
  const held = await Promise.all(Array.from({ length: limits.perAddress }, () => open('127.0.0.2')));
  const ask = async (address: string) => {
    const socket = await open(address);
    socket.write(get('/api/echo'));
    return responsesIn(await receiveAll(socket))[0]?.status;
  };
  expect(await ask('127.0.0.2')).toBeUndefined();
  expect(await ask('127.0.0.3')).toBe(200);
  await gateway.isUp();
  held[0]?.destroy();
  await expect.poll(() => ask('127.0.0.2'), { timeout: 5_000 }).toBe(200);
});

test.each([
  ['203.0.113.7', '203.0.113.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
  ['2001:db8::6', '2001:db8:0:0'],
  ['2001:db8:1:2::', '2001:db8:1:2'],
  ['::5', '0:0:0:0'],
])('%s holds connections as %s', (address, holder) => expect(holderOf(address)).toBe(holder));

test('where nothing else is said, headers have 20 s, a silence a minute, and an address 256 connections', () => {
  const [server] = listeningServers(() => undefined, 1);
  expect(server).toMatchObject({
    headersTimeout: 20_000,
    timeout: 60_000,
    keepAliveTimeout: 72_000,
    maxHeaderSize: 16_384,
  });
});
