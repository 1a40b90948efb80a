import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { gifOf, photograph, pictureAs, pngOf } from '../../infra/checks/made-files.ts';
import { storeFile } from './store-file.ts';

const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const pdf = Buffer.from('%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n');

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'colophon-files-'));
});

const store = (content: Uint8Array | AsyncIterable<Uint8Array> | string, name = 'a.bin', limitBytes = 10_000) =>
  storeFile(typeof content === 'string' ? Buffer.from(content) : content, name, { directory, limitBytes });

test('a file lies under the hash of its content, as its content says and not its name', async () => {
  const stored = await store(png, 'photo.jpg');
  expect(stored).toMatchObject({ bytes: png.length, type: 'image/png' });
  expect(stored.path).toBe(`/files/${stored.sha256.slice(0, 32)}.png`);
  expect(await readdir(directory)).toEqual([stored.path.slice('/files/'.length)]);
  expect(await readFile(join(directory, stored.path.slice('/files/'.length)))).toEqual(png);
});

test.each([
  ['jpeg', 'jpg', 'image/jpeg'],
  ['gif', 'gif', 'image/gif'],
  ['webp', 'webp', 'image/webp'],
  ['avif', 'avif', 'image/avif'],
] as const)('%s is kept as .%s, %s', async (format, extension, type) => {
  const stored = await store(await pictureAs(format), 'wrong.png', 100_000);
  expect(stored.type).toBe(type);
  expect(stored.path.endsWith(`.${extension}`)).toBe(true);
});

test.each([
  [pdf, 'pdf', 'application/pdf'],
  ['<svg xmlns="http://www.w3.org/2000/svg"/>', 'svg', 'image/svg+xml'],
  [
    '\uFEFF<?xml version="1.0"?>\n<!-- a > b -->\n<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "x">\n<svg>',
    'svg',
    'image/svg+xml',
  ],
])('%# is kept as .%s, %s', async (content, extension, type) => {
  const stored = await store(content as Uint8Array | string);
  expect(stored.type).toBe(type);
  expect(stored.path.endsWith(`.${extension}`)).toBe(true);
});

test.each([
  ['<html><svg></svg></html>', 'page.svg'],
  ['<!-- <svg> --><script>alert(1)</script>', 'comment.svg'],
  ['just words', 'words.png'],
  [Buffer.from('504b0304140000000800', 'hex'), 'archive.png'],
  [Buffer.from('MZ\x90\x00\x03\x00\x00\x00', 'latin1'), 'program.pdf'],
  ['', 'nothing.png'],
  // Took for ever while a comment could also be read as part of the one before.
  [`${'<!---->'.repeat(2000)}x`, 'comments.svg'],
])('%# is refused', async (content, name) => {
  await expect(store(content, name)).rejects.toMatchObject({
    name: 'Refusal',
    kind: 'invalid',
    violations: [{ field: 'file' }],
  });
  expect(await readdir(directory)).toEqual([]);
});

test('what exceeds the limit is refused while it streams, and nothing of it stays', async () => {
  let sent = 0;
  async function* endless() {
    for (;;) {
      sent += 1;
      yield png;
    }
  }
  await expect(store(endless(), 'endless.png')).rejects.toThrow('The file endless.png is larger than 10000 bytes.');
  expect(sent).toBeLessThan(300);
  expect(await readdir(directory)).toEqual([]);
});

test('a stream that breaks off leaves nothing', async () => {
  async function* broken() {
    yield png;
    throw new Error('connection lost');
  }
  await expect(store(broken())).rejects.toThrow('connection lost');
  expect(await readdir(directory)).toEqual([]);
});

test('the same content twice, also at the same time, is one file', async () => {
  const stored = await Promise.all(Array.from({ length: 8 }, (_, index) => store(png, `${index}.png`)));
  expect(new Set(stored.map(({ path }) => path)).size).toBe(1);
  expect(await readdir(directory)).toHaveLength(1);
});

test('what a killed process left is taken away later, and not while it may be in use', async () => {
  await writeFile(join(directory, '.incoming-old'), '');
  await writeFile(join(directory, '.incoming-now'), '');
  await utimes(join(directory, '.incoming-old'), new Date(0), new Date(0));
  const { path } = await store(png);
  expect((await readdir(directory)).sort()).toEqual(['.incoming-now', path.slice('/files/'.length)]);
});

test('what is stored has the hash of what is served, and nobody’s place in it', async () => {
  const original = await photograph('jpeg');
  const { path, sha256, bytes } = await store(original, 'photo.jpg', 100_000);
  const kept = await readFile(join(directory, path.slice('/files/'.length)));
  expect([createHash('sha256').update(kept).digest('hex'), kept.length]).toEqual([sha256, bytes]);
  expect(path).toContain(sha256.slice(0, 32));
  expect(kept.includes('Secret')).toBe(false);
  expect(kept.length).toBeLessThan(original.length);
});

test('a document is kept to the byte', async () => {
  const { path } = await store(pdf);
  expect(await readFile(join(directory, path.slice('/files/'.length)))).toEqual(pdf);
});

test.each([
  [
    '60,000 × 60,000 pixels in a header',
    pngOf(60_000, 60_000, Buffer.from('x')),
    'has 60000 × 60000 pixels, which is more than 100 megapixels',
  ],
  ['a hundred million pixels in frames', gifOf(10_000, 1_000, 11), 'has 11 pictures of 10000 × 1000 pixels'],
  ['a picture that is cut off', png.subarray(0, 50), 'is cut off'],
  ['a picture that is a header alone', png.subarray(0, 33), 'is cut off'],
  ['an SVG of a few lines that stand for gigabytes', '<!DOCTYPE svg [<!ENTITY a "a">]><svg/>', 'declares entities'],
])('%s: refused, and nothing of it stays', async (_, content, issue) => {
  await expect(store(content)).rejects.toMatchObject({
    kind: 'invalid',
    violations: [{ issue: expect.stringContaining(issue) }],
  });
  expect(await readdir(directory)).toEqual([]);
});
