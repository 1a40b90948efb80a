import { expect, test } from 'vitest';
import { pluggedGateway, speak } from '../plugged-gateway.ts';

const routes = ['POST /api/v1/toy', 'POST /api/v1/large'];

async function sized() {
  const toy = (event: unknown) => ({ statusCode: 200, body: String((event as { body?: string }).body?.length ?? 0) });
  let arrived = 0;
  const gateway = await pluggedGateway(
    { toy: { handler: toy, routes } },
    [
      { name: 'request-size', settings: { maxKilobytes: 1 } },
      { name: 'request-size', for: ['/api/v1/large', '/large/*'], settings: { maxKilobytes: 2048 } },
    ],
    {
      web: (request, response) => {
        request.on('data', (chunk: Buffer) => (arrived += chunk.length));
        request.on('end', () => response.end('page')).on('error', () => undefined);
      },
    },
  );
  const post = (path: string, bytes: number) =>
    fetch(gateway.url + path, { method: 'POST', body: 'x'.repeat(bytes), headers: { 'content-type': 'text/plain' } });
  return { ...gateway, post, arrived: () => arrived };
}

const chunked = (path: string, chunks: string[]) => [
  `POST ${path} HTTP/1.1\r\nHost: toy\r\nConnection: close\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n`,
  ...chunks.map((chunk) => `${chunk.length.toString(16)}\r\n${chunk}\r\n`),
  '0\r\n\r\n',
];

test('what is larger than its address takes is 413, and says how much it takes; the last entry that sees it holds', async () => {
  const { post } = await sized();
  expect((await post('/api/v1/toy', 1024)).status).toBe(200);
  const refused = await post('/api/v1/toy', 1025);
  expect(refused.status).toBe(413);
  expect(await refused.json()).toMatchObject({
    type: '/problems/too-large',
    detail: 'The body of a request to this address is at most 1 KB.',
  });
  expect(await (await post('/api/v1/large', 2_000_000)).text()).toBe('2000000');
});

test.each(['/api/v1/toy', '/form'])('a body whose length nobody said is counted as it comes: %s', async (path) => {
  const { port } = await sized();
  expect(await speak(port, ...chunked(path, ['x'.repeat(1000), 'y'.repeat(24)]))).toMatch(/^HTTP\/1\.1 200 /);
  expect(await speak(port, ...chunked(path, ['x'.repeat(1000), 'y'.repeat(25)]))).toMatch(/^HTTP\/1\.1 413 /);
});

test('a prefix of the web has a limit of its own, and what is refused does not arrive there', async () => {
  const { post, arrived } = await sized();
  expect((await post('/form', 2000)).status).toBe(413);
  expect(arrived()).toBe(0);
  expect((await post('/large/form', 2000)).status).toBe(200);
  expect(arrived()).toBe(2000);
});
