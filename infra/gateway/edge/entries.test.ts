import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { request } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writePart } from '../../../functions/_keys/parts.ts';
import { disconnect } from '../../../functions/_redis/client.ts';
import { freshRedis, type RunningRedis, useEnvironment } from '../../checks/test-database.ts';
import type { Handler } from '../../lambda-host/in-process-invoker.ts';
import type { HttpEvent } from '../http-event.ts';
import type { Hooks } from '../plugin.ts';
import { edgeUnderTest, partOf, statusOf } from './edge-under-test.ts';

let redis: RunningRedis;

beforeAll(async () => {
  redis = await freshRedis();
  useEnvironment({ REDIS_URL: redis.url });
});
afterAll(async () => {
  disconnect();
  await redis.stop();
});

const hit = 'colophon-edge; hit';
/** Larger than any that there can be: the door refuses it. */
const noVersion = '9'.repeat(20);
const text = JSON.stringify({ text: 'again and '.repeat(800) });

/** A door that answers each name with an object of its own: `missing…` is not there. */
async function things({ maxBytes = 2 ** 22, hooks = {} }: { maxBytes?: number; hooks?: Hooks } = {}) {
  const events: HttpEvent[] = [];
  const handler = ((event: HttpEvent) => {
    events.push(event);
    const name = event.pathParameters?.['thing'] ?? '';
    if (event.headers['min-version'] === noVersion) return { statusCode: 400, body: 'no version' };
    const isMissing = name.startsWith('missing');
    const isBinary = event.headers['accept'] === 'application/x-protobuf';
    return {
      statusCode: isMissing ? 404 : 200,
      headers: {
        'content-type': isMissing
          ? 'application/problem+json'
          : isBinary
            ? 'application/x-protobuf'
            : 'application/json',
        'cache-control': 'public, no-cache',
        'cache-status': 'colophon; hit',
        'content-version': '10',
        age: '100',
        'server-timing': 'cache;desc=hit',
        ratelimit: '"reads";r=1',
        'x-colophon-parts': writePart(partOf({ name: event.rawPath })),
        ...(!isMissing && { etag: isBinary ? '"binary"' : '"text"' }),
      },
      body: isMissing ? JSON.stringify({ status: 404, requestId: event.headers['x-request-id'], last: true }) : text,
    };
  }) as unknown as Handler;
  const routes = ['GET /api/v1/things/{thing}', 'HEAD /api/v1/things/{thing}'];
  const edge = await edgeUnderTest({
    redisUrl: redis.url,
    functions: { 'cache-read-get-thing': { handler, routes, timeoutSeconds: 20 } },
    maxBytes,
    hooks,
  });
  const get = (name: string, headers: Record<string, string> = {}, method = 'GET') =>
    edge.get(`/api/v1/things/${name}`, { headers, method });
  return { ...edge, get, events };
}

test('a hit says so, how old it is, and nothing of the request that filled it', async () => {
  const { get } = await things();
  await get('a', { 'x-request-id': 'first', traceparent: `00-${'1'.repeat(32)}-${'2'.repeat(16)}-01` });
  const { headers } = await get('a', { 'x-request-id': 'second' });
  expect(headers.get('cache-status')).toBe(hit);
  expect(headers.get('x-request-id')).toBe('second');
  expect(headers.get('traceparent')).not.toContain('1'.repeat(32));
  const told = `edge;desc=hit, version;desc="10", age;desc="${headers.get('age')}", gateway;dur=`;
  expect(headers.get('server-timing')).toMatch(new RegExp(`^${told}\\d+\\.\\d\\d$`));
  expect(headers.get('ratelimit')).toBeNull();
  expect(Number(headers.get('age'))).toBeGreaterThanOrEqual(100);
  expect(headers.get('content-version')).toBe('10');
  expect(headers.get('vary')).toBe('Accept, Accept-Encoding');
});

test('a problem names the request that it answers, also from memory', async () => {
  const { get, events } = await things();
  for (const id of ['one', 'another', 'the-third.request_of-them']) {
    const response = await get('missing', { 'x-request-id': id });
    expect(await response.text()).toBe(JSON.stringify({ status: 404, requestId: id, last: true }));
    expect(response.status).toBe(404);
  }
  expect(events).toHaveLength(1);
});

test('HEAD is answered from GET’s entry, and fills it', async () => {
  const { get, events } = await things();
  const head = await get('a', {}, 'HEAD');
  const whole = await get('a');
  const again = await get('a', {}, 'HEAD');
  expect([statusOf(whole), statusOf(again), events.length]).toEqual([hit, hit, 1]);
  expect([await head.text(), await whole.text(), await again.text()]).toEqual(['', text, '']);
  for (const { headers } of [head, again]) expect(headers.get('content-length')).toBe(String(text.length));
});

test('a condition is judged here, by whoever fills and by whoever hits', async () => {
  const { get, events } = await things();
  for (const condition of ['"text"', 'W/"text"', '"other", "text-br"', '*']) {
    const response = await get('a', { 'if-none-match': condition });
    expect([response.status, await response.text(), response.headers.get('etag')]).toEqual([304, '', '"text"']);
  }
  expect((await get('a', { 'if-none-match': '"other"' })).status).toBe(200);
  expect([events.length, events[0]!.headers['if-none-match']]).toEqual([1, undefined]);
});

test('whoever asks for a range gets the whole', async () => {
  const { get } = await things();
  for (let count = 0; count < 2; count++) {
    const response = await get('a', { range: 'bytes=0-3' });
    expect([response.status, await response.text()]).toEqual([200, text]);
  }
});

test('each form of the answer is an entry of its own; ways to ask for one form are not', async () => {
  const { get, events } = await things();
  for (const accept of [
    'application/json',
    '*/*',
    'text/html, */*;q=0.5',
    'application/x-protobuf;q=0.1, application/json',
  ])
    expect((await get('a', { accept })).headers.get('content-type')).toBe('application/json');
  expect(events).toHaveLength(1);
  for (const accept of ['application/x-protobuf', 'application/json;q=0.1, application/x-protobuf'])
    expect((await get('a', { accept })).headers.get('content-type')).toBe('application/x-protobuf');
  expect(events).toHaveLength(2);
});

test('a query in another order is the same question', async () => {
  const { get, events } = await things();
  await get('a?limit=1&tag=x&tag=y');
  expect(statusOf(await get('a?tag=x&&limit=1&tag=y&'))).toBe(hit);
  expect(statusOf(await get('a?tag=y&tag=x&limit=1'))).not.toBe(hit);
  expect(statusOf(await get('a'))).not.toBe(hit);
  expect(statusOf(await get('a?'))).toBe(hit);
  expect(events.map(({ rawQueryString }) => rawQueryString)).toEqual([
    'limit=1&tag=x&tag=y',
    'limit=1&tag=y&tag=x',
    '',
  ]);
});

describe('memory', () => {
  test('is bounded, and the indexes shrink with it', async () => {
    const { get, edge } = await things({ maxBytes: 2 ** 18 });
    for (let count = 0; count < 60; count++) await get(`a${count}`);
    expect(edge.store.size.bytes).toBeLessThanOrEqual(2 ** 18);
    expect(edge.store.size.entries).toBeLessThan(30);
    expect(statusOf(await get('a59'))).toBe(hit);
    expect(statusOf(await get('a0'))).not.toBe(hit);
    edge.lost();
    expect(edge.store.size).toEqual({ entries: 0, bytes: 0, tags: 0 });
  });

  test('is not lost to what callers invent: names of nothing, queries, spellings', async () => {
    const { get } = await things({ maxBytes: 2 ** 18 });
    await get('a');
    for (let count = 0; count < 60; count++) {
      await get(`missing${count}`);
      await get(`a?utm=${count}`);
      await get(`a%2${count % 10}`);
    }
    expect(statusOf(await get('a'))).toBe(hit);
  });
});

/** As the bytes come: fetch would unpack them. */
async function raw(port: number, acceptEncoding: string, headers: Record<string, string> = {}) {
  return new Promise<{ status: number; encoding: string | undefined; etag: string | undefined; body: Buffer }>(
    (resolve, reject) => {
      const asked = { 'accept-encoding': acceptEncoding, ...headers };
      request({ port, host: '127.0.0.1', path: '/api/v1/things/a', headers: asked }, (answer) => {
        const { statusCode = 0, headers: sent } = answer;
        buffer(answer).then(
          (body) => resolve({ status: statusCode, encoding: sent['content-encoding'], etag: sent.etag, body }),
          reject,
        );
      })
        .on('error', reject)
        .end();
    },
  );
}

test('what is read again is compressed once, ahead of its readers, with an entity tag of its own', async () => {
  const { get, port, events } = await things();
  await get('a');
  await get('a');
  expect((await raw(port, 'identity')).encoding).toBeUndefined();
  for (const form of ['br', 'gzip'])
    await expect.poll(async () => (await raw(port, form)).encoding, { timeout: 10_000 }).toBe(form);
  const [brotli, zipped, plain] = [await raw(port, 'br'), await raw(port, 'gzip, br;q=0'), await raw(port, 'br;q=0')];
  expect([brotli.etag, zipped.etag, plain.etag]).toEqual(['"text-br"', '"text-gzip"', '"text"']);
  expect(String(brotliDecompressSync(brotli.body))).toBe(text);
  expect(String(gunzipSync(zipped.body))).toBe(text);
  expect(String(plain.body)).toBe(text);
  for (const etag of ['"text"', '"text-br"', '"text-gzip"'])
    expect((await raw(port, 'br', { 'if-none-match': etag })).status).toBe(304);
  expect(events).toHaveLength(1);
});

test('what another plugin says of a hit, or sends in its place, is sent; one that fails is an answer, too', async () => {
  const seen: string[] = [];
  const { get } = await things({
    hooks: {
      answer(request, reply) {
        if (reply.getHeader('cache-status') !== hit) return undefined;
        seen.push(request.raw.url ?? '');
        if (request.raw.url?.endsWith('/failing')) throw new Error('by a plugin');
        reply.header('x-seen', 'once');
        return request.raw.url?.endsWith('/replaced') ? 'in its place' : undefined;
      },
    },
  });
  const second = async (name: string) => {
    await get(name);
    const answer = await get(name);
    return [answer.status, answer.headers.get('x-seen'), await answer.text()];
  };
  expect(await second('left')).toEqual([200, 'once', text]);
  expect(await second('replaced')).toEqual([200, 'once', 'in its place']);
  expect((await second('failing'))[0]).toBe(500);
  // Of the failure it is told as of any answer.
  expect(seen.slice(0, 3)).toEqual(['left', 'replaced', 'failing'].map((name) => `/api/v1/things/${name}`));
});

test('a version that the door refuses keeps its object from nobody else', async () => {
  const { get } = await things();
  expect((await get('a', { 'min-version': noVersion })).status).toBe(400);
  expect(statusOf(await get('a'))).toContain('colophon-edge; fwd=miss; stored');
  expect(statusOf(await get('a'))).toBe(hit);
});
