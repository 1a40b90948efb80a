import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { toyGateway } from './toy-gateway.ts';

const name = '0123456789abcdef0123456789abcdef';
let url: string;
let port: number;

beforeEach(async () => {
  const gateway = await toyGateway({});
  ({ url, port } = gateway);
  const { filesDir } = gateway;
  writeFileSync(join(filesDir, `${name}.png`), 'picture');
  writeFileSync(join(filesDir, `${name}.svg`), '<svg xmlns="http://www.w3.org/2000/svg"/>');
  writeFileSync(join(filesDir, `${name}.html`), '<script>1</script>');
  writeFileSync(join(filesDir, '.hidden'), 'secret');
  mkdirSync(join(filesDir, 'folder'));
  writeFileSync(join(filesDir, 'folder', 'index.html'), 'index');
  symlinkSync('/etc/hostname', join(filesDir, 'link.txt'));
  symlinkSync('/etc', join(filesDir, 'linked'));
});

test('a file never changes under its name, and is what it says it is', async () => {
  const response = await fetch(`${url}/files/${name}.png`);
  expect(response.status).toBe(200);
  expect(response.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
  expect(response.headers.get('content-type')).toBe('image/png');
  expect(response.headers.get('x-content-type-options')).toBe('nosniff');
  expect(response.headers.get('x-request-id')).toBeTruthy();
  expect(await response.text()).toBe('picture');
});

test('HEAD, ranges and conditions are understood', async () => {
  const file = `${url}/files/${name}.png`;
  const head = await fetch(file, { method: 'HEAD' });
  expect([head.status, head.headers.get('content-length'), await head.text()]).toEqual([200, '7', '']);
  const part = await fetch(file, { headers: { range: 'bytes=0-3' } });
  expect([part.status, await part.text()]).toEqual([206, 'pict']);
  const etag = head.headers.get('etag') ?? '';
  // By itself fetch would add no-cache, which asks for the whole file.
  const headers = { 'if-none-match': etag, 'cache-control': 'max-age=0' };
  expect((await fetch(file, { headers })).status).toBe(304);
});

test.each(['svg', 'html'])('%s cannot run scripts', async (kind) => {
  const response = await fetch(`${url}/files/${name}.${kind}`);
  expect(response.headers.get('content-security-policy')).toBe(
    "sandbox; default-src 'none'; style-src 'unsafe-inline'",
  );
});

test.each([
  '/files/missing.png',
  '/files/',
  '/files',
  '/files/.hidden',
  '/files/folder',
  '/files/folder/',
  '/files/link.txt',
  '/files/linked/hostname',
  '/files/%2e%2e/%2e%2e/etc/hostname',
  '/files/..%2f..%2fetc%2fhostname',
  `/files/${name}.png%00.html`,
])('%s is not to be had', async (path) => {
  const response = await rawGet(path);
  expect(response).toMatch(/^HTTP\/1\.1 (400|403|404) /);
  expect(response).toContain('application/problem+json');
  expect(response).not.toMatch(/secret|immutable/);
});

test('files are read only', async () => {
  const response = await fetch(`${url}/files/${name}.png`, { method: 'PUT', body: 'mine' });
  expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
});

/** fetch would tidy up the path before it asks. */
function rawGet(path: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  socket.write(`GET ${path} HTTP/1.1\r\nHost: toy\r\nConnection: close\r\n\r\n`);
  let answer = '';
  return new Promise((resolve) =>
    socket.on('data', (text) => (answer += text.toString())).on('close', () => resolve(answer)),
  );
}
