import { connect } from 'node:net';
import Fastify from 'fastify';
import { expect, onTestFinished, test } from 'vitest';
import { endSlowBodies } from './slow-bodies.ts';

async function slow(withinMs: number, bodyWithinMs?: number) {
  const app = Fastify();
  endSlowBodies(app, withinMs);
  app.post('/', { ...(bodyWithinMs && { config: { bodyWithinMs } }) }, () => 'taken');
  app.post(
    '/at-once',
    { preParsing: async (_request, reply) => void (await reply.code(413).send('no')) },
    () => 'taken',
  );
  app.get('/', () => 'read');
  await app.listen({ port: 0, host: '127.0.0.1' });
  onTestFinished(() => app.close());
  const address = app.server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const ask = (head: string, rest?: string) => {
    const socket = connect(port, '127.0.0.1');
    socket.write(head);
    if (rest) setTimeout(() => socket.write(rest), 3 * withinMs);
    let answer = '';
    return new Promise<string>((resolve) =>
      socket
        .on('data', (text) => (answer += text.toString()))
        .on('error', () => resolve(answer))
        .on('close', () => resolve(answer)),
    );
  };
  return { ask };
}

const half =
  'POST / HTTP/1.1\r\nHost: toy\r\nConnection: close\r\nContent-Type: text/plain\r\nContent-Length: 10\r\n\r\nhello';

test('a body that does not arrive in time is 408, and its connection ends', async () => {
  const { ask } = await slow(100);
  const answer = await ask(half);
  expect(answer).toMatch(/^HTTP\/1\.1 408 /);
  expect(answer).toContain('application/problem+json');
});

test('a route that gives more time is given it', async () => {
  const { ask } = await slow(100, 10_000);
  expect(await ask(half, 'world')).toMatch(/^HTTP\/1\.1 200 /);
});

test('who goes on sending after the answer is cut off, and nobody else notices', async () => {
  const { ask } = await slow(100);
  const keptOpen = half.replace('POST /', 'POST /at-once').replace('Connection: close\r\n', '');
  expect(await ask(keptOpen)).toMatch(/^HTTP\/1\.1 413 /);
  expect(await ask('GET / HTTP/1.1\r\nHost: toy\r\nConnection: close\r\n\r\n')).toMatch(/^HTTP\/1\.1 200 /);
});

test('what has no body is not watched', async () => {
  const { ask } = await slow(1);
  expect(await ask('GET / HTTP/1.1\r\nHost: toy\r\nConnection: close\r\n\r\n')).toMatch(/^HTTP\/1\.1 200 /);
});
