import { request as httpRequest } from 'node:http';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { pluggedGateway } from '../plugged-gateway.ts';

const body = JSON.stringify({ words: 'all work and no play '.repeat(200) });
const json = { 'content-type': 'application/json', etag: '"abc"', vary: 'Accept' };

interface Raw {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: Buffer;
}

/** As it came over the wire: `fetch` would unpack it. */
function raw(url: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Raw> {
  return new Promise((resolve, reject) => {
    httpRequest(url, { method, headers }, (response) => {
      const chunks: Buffer[] = [];
      response
        .on('data', (chunk: Buffer) => chunks.push(chunk))
        .on('end', () =>
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) }),
        );
    })
      .on('error', reject)
      .end();
  });
}

async function compressing(result: Record<string, unknown>, settings: Record<string, unknown> = {}) {
  const { url } = await pluggedGateway(
    {
      toy: { handler: () => ({ statusCode: 200, headers: json, body, ...result }), routes: ['GET /toy', 'HEAD /toy'] },
    },
    [{ name: 'compression', settings }],
  );
  return (headers: Record<string, string> = { 'accept-encoding': 'gzip, br' }, method = 'GET') =>
    raw(`${url}/toy`, headers, method);
}

test('the caller’s favourite is sent, with an entity tag of its own', async () => {
  const ask = await compressing({});
  const brotli = await ask();
  expect(brotli.headers).toMatchObject({ 'content-encoding': 'br', etag: '"abc-br"', vary: 'Accept, Accept-Encoding' });
  expect(brotli.headers['content-length']).toBeUndefined();
  expect(brotliDecompressSync(brotli.body).toString()).toBe(body);
  const gzip = await ask({ 'accept-encoding': 'gzip' });
  expect(gzip.headers).toMatchObject({ 'content-encoding': 'gzip', etag: '"abc-gzip"' });
  expect(gunzipSync(gzip.body).toString()).toBe(body);
});

test('who takes no encoding gets none, and caches learn that others do', async () => {
  const ask = await compressing({});
  for (const headers of [{}, { 'accept-encoding': 'identity' }, { 'accept-encoding': 'br;q=0, gzip;q=0' }]) {
    const plain = await ask(headers);
    expect(plain.headers).toMatchObject({ etag: '"abc"', vary: 'Accept, Accept-Encoding' });
    expect(plain.headers['content-encoding']).toBeUndefined();
    expect(plain.body.toString()).toBe(body);
  }
});

test('HEAD says what GET would', async () => {
  const head = await (await compressing({}))({ 'accept-encoding': 'br' }, 'HEAD');
  expect(head.headers).toMatchObject({ 'content-encoding': 'br', etag: '"abc-br"' });
  expect(head.body.length).toBe(0);
});

test.each<[string, Record<string, unknown>]>([
  ['is encoded already', { headers: { ...json, 'content-encoding': 'zstd' } }],
  ['is a part', { statusCode: 206, headers: { ...json, 'content-range': 'bytes 0-9/10' } }],
  ['is not to be transformed', { headers: { ...json, 'cache-control': 'public, no-transform' } }],
  ['is for one caller alone', { headers: { ...json, 'cache-control': 'private, no-store' } }],
  ['sets a cookie', { cookies: ['a=1'] }],
  ['is a picture', { headers: { ...json, 'content-type': 'image/png' } }],
  ['is small', { body: '{"a":1}' }],
])('what %s is sent as it is', async (what, result) => {
  const { headers } = await (await compressing(result))();
  expect([headers['content-encoding'], headers['etag']]).toEqual([
    what === 'is encoded already' ? 'zstd' : undefined,
    '"abc"',
  ]);
});

test('whoever has a compressed form is told that it is still the same, under its name', async () => {
  const given: unknown[] = [];
  const { url } = await pluggedGateway(
    {
      toy: {
        handler: (event) => {
          given.push((event as { headers: Record<string, string> }).headers['if-none-match']);
          return { statusCode: 304, headers: { etag: '"abc"' } };
        },
        routes: ['GET /toy'],
      },
    },
    ['compression'],
  );
  const ask = (tag: string) => raw(`${url}/toy`, { 'accept-encoding': 'br', 'if-none-match': tag });
  expect((await ask('"abc-br"')).headers['etag']).toBe('"abc-br"');
  expect((await ask('"abc"')).headers['etag']).toBe('"abc"');
  expect(given).toEqual(['"abc"', '"abc"']);
});

test('a page is compressed as it comes: its beginning does not wait for its end', async () => {
  const release = Promise.withResolvers<undefined>();
  const { url } = await pluggedGateway({}, ['compression'], {
    web: (_request, response) => {
      response.setHeader('content-type', 'text/html; charset=utf-8');
      response.write('<h1>begun</h1>');
      void release.promise.then(() => response.end('<p>ended</p>'));
    },
  });
  const response = await fetch(url, { headers: { 'accept-encoding': 'br' } });
  expect(response.headers.get('content-encoding')).toBe('br');
  const reader = response.body!.getReader();
  expect(Buffer.from((await reader.read()).value).toString()).toBe('<h1>begun</h1>');
  release.resolve(undefined);
  expect(Buffer.from((await reader.read()).value).toString()).toBe('<p>ended</p>');
});

test('an answer that breaks off is not made to look whole', async () => {
  const { url } = await pluggedGateway({}, ['compression'], {
    web: (_request, response) => {
      response.setHeader('content-type', 'text/html');
      response.write('<h1>begun</h1>');
      setTimeout(() => response.destroy(), 50);
    },
  });
  await expect(
    fetch(url, { headers: { 'accept-encoding': 'gzip' } }).then((answer) => answer.text()),
  ).rejects.toThrow();
});
