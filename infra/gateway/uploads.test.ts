import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { request } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { uploadPath, uploadsFolder } from '../../functions/_files/upload-target.ts';
import { toyGateway } from './toy-gateway.ts';

const secret = 'secret of a toy';
const megabyte = 2 ** 20;
let url: string;
let port: number;
let folder: string;
let filesDir: string;

beforeEach(async () => {
  ({ url, port, filesDir } = await toyGateway({}));
  folder = uploadsFolder(filesDir);
});

const inAnHour = () => Date.now() + 3_600_000;
function target({ id = randomUUID(), expires = inAnHour(), limitBytes = 30 * megabyte } = {}) {
  return { id, path: uploadPath({ id, expires, limitBytes }, secret) };
}
const put = (path: string, body: string) => fetch(`${url}${path}`, { method: 'PUT', body });
const left = () => readdirSync(folder);

test('150 MB stream to the disk, without being held in memory', async () => {
  const { id, path } = target({ limitBytes: 150 * megabyte });
  const chunk = Buffer.alloc(megabyte, 7);
  const before = process.memoryUsage.rss();
  const sending = request(`${url}${path}`, { method: 'PUT' });
  const answered = once(sending, 'response') as Promise<[{ statusCode: number }]>;
  let most = 0;
  for (let sent = 0; sent < 150; sent++) {
    if (!sending.write(chunk)) await once(sending, 'drain');
    most = Math.max(most, process.memoryUsage.rss() - before);
  }
  sending.end();
  expect((await answered)[0].statusCode).toBe(204);
  expect(left()).toEqual([id]);
  expect(statSync(join(folder, id)).size).toBe(150 * megabyte);
  expect(most).toBeLessThan(110 * megabyte);
});

test('one address takes one file, also from two at once', async () => {
  const { id, path } = target();
  const both = await Promise.all([put(path, 'a'.repeat(megabyte)), put(path, 'b'.repeat(megabyte))]);
  expect(both.map(({ status }) => status).sort()).toEqual([204, 409]);
  const third = await put(path, 'c');
  expect(third.status).toBe(409);
  expect(await third.json()).toMatchObject({
    type: '/problems/conflict',
    detail: expect.stringContaining('takes one'),
  });
  expect(readFileSync(join(folder, id), 'utf8')).toMatch(/^(a+|b+)$/);
  expect(left()).toEqual([id]);
});

test.each([
  ['forged', (path: string) => path.replace(/signature=./, 'signature=%')],
  ['made for another file', (path: string) => path.replace(/uploads\/[^?]+/, `uploads/${randomUUID()}`)],
  ['made to take more', (path: string) => path.replace(/limit=\d+/, 'limit=99999999999')],
  ['made to last longer', (path: string) => path.replace(/expires=\d+/, `expires=${inAnHour() + 1}`)],
  ['without a signature', (path: string) => path.replace(/&signature=.*/, '')],
  ['without anything', (path: string) => path.replace(/\?.*/, '')],
  ['of no id', (path: string) => path.replace(/uploads\/[^?]+/, 'uploads/..%2f..%2ffiles%2fx')],
])('an address that is %s takes nothing', async (_, changed) => {
  const response = await put(changed(target().path), 'x');
  expect(response.status).toBe(403);
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  expect(left()).toEqual([]);
});

test('an address that has expired takes nothing', async () => {
  const response = await put(target({ expires: Date.now() - 1 }).path, 'x');
  expect([response.status, await response.json()]).toMatchObject([403, { detail: expect.stringContaining('expired') }]);
});

test('another instance’s address takes nothing', async () => {
  const path = uploadPath({ id: randomUUID(), expires: inAnHour(), limitBytes: 10 }, 'another secret');
  expect((await put(path, 'x')).status).toBe(403);
});

test('what says that it is too large is refused at once', async () => {
  const response = await put(target({ limitBytes: 1000 }).path, 'x'.repeat(1001));
  expect(response.status).toBe(413);
  expect(left()).toEqual([]);
});

test('what turns out to be too large is refused on the way, and may be tried again', async () => {
  const { id, path } = target({ limitBytes: megabyte });
  const sending = request(`${url}${path}`, { method: 'PUT' });
  const answered = once(sending, 'response') as Promise<[{ statusCode: number }]>;
  for (let sent = 0; sent < 3; sent++) sending.write(Buffer.alloc(megabyte));
  sending.end();
  expect((await answered)[0].statusCode).toBe(413);
  expect(left()).toEqual([]);
  expect((await put(path, 'small')).status).toBe(204);
  expect(left()).toEqual([id]);
});

test('an empty file is refused, and leaves its address good', async () => {
  const { id, path } = target();
  expect((await put(path, '')).status).toBe(400);
  expect((await put(path, 'something')).status).toBe(204);
  expect(left()).toEqual([id]);
});

test('an upload that is broken off leaves nothing, and may be tried again', async () => {
  const { id, path } = target();
  const socket = connect(port, '127.0.0.1');
  socket.write(`PUT ${path} HTTP/1.1\r\nHost: toy\r\nContent-Length: 1000000\r\n\r\n${'x'.repeat(50_000)}`);
  await expect.poll(left).toHaveLength(1);
  socket.destroy();
  await expect.poll(left).toEqual([]);
  expect((await put(path, 'whole')).status).toBe(204);
  expect(left()).toEqual([id]);
});

test('what was uploaded is not to be had', async () => {
  const { id, path } = target();
  await put(path, 'secret');
  for (const [address, status] of [
    [path, 405],
    [`/uploads/${id}`, 405],
    [`/files/../uploads/${id}`, 405],
    [`/files/${id}`, 404],
    [`/files/%2e%2e/uploads/${id}`, 405],
  ] as const) {
    const response = await fetch(`${url}${address}`);
    expect([address, response.status]).toEqual([address, status]);
    expect(await response.text()).not.toContain('secret');
  }
  const read = await fetch(`${url}${path}`);
  expect([read.status, read.headers.get('allow')]).toEqual([405, 'PUT']);
});

test('every content type is taken as it is, and none as well', async () => {
  for (const type of ['application/json', 'image/png', 'multipart/form-data; boundary=x', undefined]) {
    const { id, path } = target();
    const response = await fetch(`${url}${path}`, {
      method: 'PUT',
      body: Buffer.from('{"no": json'),
      headers: type ? { 'content-type': type } : {},
    });
    expect(response.status).toBe(204);
    expect(readFileSync(join(folder, id), 'utf8')).toBe('{"no": json');
  }
});

test('the limits of the API are what they were', async () => {
  mkdirSync(folder, { recursive: true });
  const response = await fetch(`${url}/api/v1/posts`, { method: 'POST', body: 'x'.repeat(megabyte + 1) });
  expect(response.status).toBe(413);
});
