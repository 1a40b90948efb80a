import { expect, test, vi } from 'vitest';
import { log } from '../../functions/_env/log.ts';
import { toyGateway } from './toy-gateway.ts';

const megabyte = 1024 * 1024;
const post = (type: string, body: string | Buffer) => ({ method: 'POST', headers: { 'content-type': type }, body });

test.each([
  ['text of almost 6 MB', post('text/plain', 'x'.repeat(6 * megabyte - 2_000)), 204],
  ['text of 6 MB', post('text/plain', 'x'.repeat(6 * megabyte)), 413],
  ['bytes of 4 MB', post('image/png', Buffer.alloc(4 * megabyte, 1)), 204],
  ['bytes that are 6 MB after base64', post('image/png', Buffer.alloc(4.5 * megabyte, 1)), 413],
  ['quotes that are 6 MB after JSON', post('text/plain', '"'.repeat(3 * megabyte)), 413],
])('%s, where bodies of 10 MB are let in, is what Lambda takes or a 413', async (_what, init, status) => {
  const handler = vi.fn(async () => ({ statusCode: 204 }));
  const { url } = await toyGateway({ toy: { handler, routes: ['POST /toy'] } }, { bodyLimit: 10 * megabyte });
  const response = await fetch(`${url}/toy`, init);
  expect(response.status).toBe(status);
  expect(handler).toHaveBeenCalledTimes(status === 204 ? 1 : 0);
  if (status === 413) expect(await response.json()).toMatchObject({ detail: expect.stringContaining('6 MB') });
});

test.each([
  ['almost 6 MB', { statusCode: 200, body: 'x'.repeat(6 * megabyte - 200) }, 200],
  ['6 MB', { statusCode: 200, body: 'x'.repeat(6 * megabyte) }, 502],
  ['quotes that are 6 MB after JSON', { statusCode: 200, body: '"'.repeat(3 * megabyte) }, 502],
  ['6 MB without a status', { words: 'x'.repeat(6 * megabyte) }, 502],
])('a result of %s is what Lambda hands back or a 502', async (_what, result, status) => {
  vi.spyOn(log, 'error').mockImplementation(() => undefined);
  const { url } = await toyGateway({ toy: { handler: async () => result, routes: ['GET /toy'] } });
  expect((await fetch(`${url}/toy`)).status).toBe(status);
});
