import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { databaseUnderTest } from '../../infra/checks/database-under-test.ts';
import { type FilesUnderTest, filesUnderTest } from '../../infra/checks/files-under-test.ts';
import { bodyOf, httpEvent } from '../../infra/checks/http-event.ts';
import { gifOf, photograph, pictureAs, pngOf, svgOf } from '../../infra/checks/made-files.ts';
import { standInLambda } from '../../infra/checks/stand-in-lambda.ts';
import { useEnvironment } from '../../infra/checks/test-database.ts';
import { type QueueUnderTest, queueUnderTest } from '../../infra/checks/test-queue.ts';
import { readPermit } from '../_files/upload-target.ts';
import { sqs } from '../_sqs/client.ts';
import { handler as complete } from './complete-media.ts';
import { handler as create } from './create-media.ts';

const database = databaseUnderTest();
standInLambda();
let files: FilesUnderTest;
let queue: QueueUnderTest;
beforeAll(async () => {
  [files, queue] = await Promise.all([filesUnderTest(), queueUnderTest()]);
});
beforeEach(() => queue.purge());
afterAll(() => queue.stop());

interface Answered {
  id: string;
  state: string;
  path: string;
  failure?: string;
  upload?: { method: string; url: string; expiresAt: string };
}

const ask = async (body: object) => {
  const result = await create(httpEvent({ method: 'POST', path: '/api/v1/media', body }));
  return { status: result.statusCode, body: bodyOf(result) as unknown as Answered };
};
const done = async (id: string, headers = {}) => {
  const event = httpEvent({ method: 'POST', path: `/api/v1/media/${id}/complete`, parameters: { id }, headers });
  const result = await complete(event);
  return { status: result.statusCode, headers: result.headers, body: bodyOf(result) as unknown as Answered };
};
const jobs = async () => {
  const { Messages = [] } = await sqs().send(
    new ReceiveMessageCommand({ QueueUrl: queue.media.url, MaxNumberOfMessages: 10, WaitTimeSeconds: 0 }),
  );
  return Messages.map(({ Body = '{}' }) => (JSON.parse(Body) as { mediaId: string }).mediaId);
};

test('an upload target names the gateway, one file, its limit and an hour', async () => {
  const { status, body } = await ask({ fileName: 'a.jpg', alternativeText: 'A harbour', bytes: 1000 });
  expect([status, body.state, body.upload?.method]).toEqual([201, 'AWAITING_UPLOAD', 'PUT']);
  const url = new URL(body.upload!.url);
  expect([url.origin, url.pathname]).toEqual(['http://colophon.example', `/uploads/${body.id}`]);
  const permit = readPermit(body.id, url.searchParams, 'secret of the checks');
  expect(permit).toMatchObject({ id: body.id, limitBytes: 1000, expires: Date.parse(body.upload!.expiresAt) });
  expect(permit!.expires - Date.now()).toBeGreaterThan(3_500_000);
});

test.each([
  [{ fileName: '' }, 422, 'fileName'],
  [{ fileName: 'a'.repeat(256) }, 422, 'fileName'],
  [{ fileName: 'a.jpg', alternativeText: 'a'.repeat(1001) }, 422, 'alternativeText'],
  [{ fileName: 'a.jpg', bytes: 0 }, 422, 'bytes'],
  [{ fileName: 'a.jpg', bytes: 25 * 2 ** 20 + 1 }, 413, 'bytes'],
  [{ fileName: 'a.jpg', unknown: 1 }, 400, 'unknown'],
])('%j is refused with %i, and names %s', async (wanted, expected, field) => {
  const { status, body } = await ask(wanted);
  expect([status, (body as unknown as { violations: { field: string }[] }).violations[0]?.field]).toEqual([
    expected,
    field,
  ]);
});

test('what was uploaded is stored under the hash of what is served, without its place, and its job is sent', async () => {
  const { id } = (await ask({ fileName: 'IMG_1.png' })).body;
  await files.put(id, await photograph('jpeg'));
  const { status, body, headers } = await done(id);
  expect([status, body.state]).toEqual([200, 'PROCESSING']);
  expect(headers?.['content-version']).toMatch(/^\d+$/);
  expect(body).toMatchObject({ type: 'image/jpeg', kind: 'IMAGE', fileName: 'IMG_1.png' });
  const kept = await readFile(join(files.directory, body.path.slice('/files/'.length)));
  expect(kept.includes('Secret')).toBe(false);
  expect(body).toMatchObject({ sha256: createHash('sha256').update(kept).digest('hex'), bytes: kept.length });
  expect(await jobs()).toEqual([id]);
});

test('a second completion answers the same and sends nothing, also with the upload gone', async () => {
  const { id } = (await ask({ fileName: 'a.png' })).body;
  await files.put(id, await pictureAs('png', 31, 17));
  const first = await done(id);
  expect((await done(id)).body).toEqual(first.body);
  expect(await jobs()).toEqual([id]);
});

test('eight completions at once come to one', async () => {
  const { id } = (await ask({ fileName: 'a.png' })).body;
  await files.put(id, await pictureAs('png', 33, 17));
  const all = await Promise.all(Array.from({ length: 8 }, () => done(id)));
  expect(new Set(all.map(({ status, body }) => `${status} ${JSON.stringify(body)}`)).size).toBe(1);
  expect(await database.sql('select from colophon.media_jobs where media_id = $1', [id])).toHaveLength(1);
});

test('a retry with its key gets the answer of the first try', async () => {
  const { id } = (await ask({ fileName: 'a.png' })).body;
  await files.put(id, await pictureAs('png', 35, 17));
  const first = await done(id, { 'idempotency-key': 'once' });
  await database.sql(`update colophon.media set alternative_text = 'changed since' where id = $1`, [id]);
  expect((await done(id, { 'idempotency-key': 'once' })).body).toEqual(first.body);
});

test('without an upload it is 409, and may be completed later', async () => {
  const { id } = (await ask({ fileName: 'a.png' })).body;
  expect(await done(id)).toMatchObject({
    status: 409,
    body: { detail: expect.stringContaining('Nothing was uploaded yet') },
  });
  await files.put(id, await pictureAs('png', 37, 17));
  expect(await done(id)).toMatchObject({ status: 200, body: { state: 'PROCESSING' } });
});

test('media that is not there is 404', async () => {
  expect((await done('019a0000-0000-7000-8000-00000000dead')).status).toBe(404);
});

test.each([
  ['words called a picture', Buffer.from('just words'), 'is not an image'],
  ['a page called a picture', Buffer.from('<html><script>1</script></html>'), 'is not an image'],
  ['a program', Buffer.from('MZ\x90\0\x03\0\0\0', 'latin1'), 'is not an image'],
  [
    '60,000 × 60,000 pixels in a header',
    pngOf(60_000, 60_000, Buffer.from('x')),
    '60000 × 60000 pixels, which is more than 100 megapixels',
  ],
  ['a picture that is cut off', pngOf(9, 9, Buffer.alloc(500)).subarray(0, 100), 'is cut off'],
  ['too many pictures in one', gifOf(10_000, 1_000, 11), '11 pictures of 10000 × 1000'],
  ['a drawing with entities', Buffer.from('<!DOCTYPE svg [<!ENTITY a "b">]><svg>&a;</svg>'), 'declares entities'],
])('%s: 422 with its reason, which stays, and nothing is served', async (_, content, issue) => {
  const before = await files.served();
  const { id } = (await ask({ fileName: 'holiday.png' })).body;
  await files.put(id, content);
  const refused = await done(id);
  expect(refused).toMatchObject({ status: 422, body: { detail: expect.stringContaining(issue) } });
  expect((await done(id)).body).toEqual(refused.body);
  const [row] = await database.sql(`select state, failure, path from colophon.media where id = $1`, [id]);
  expect(row).toEqual({ state: 'failed', failure: expect.stringContaining(issue), path: null });
  expect(await files.served()).toEqual(before);
  expect(await jobs()).toEqual([]);
});

test('more than the target is good for is refused', async () => {
  const { id } = (await ask({ fileName: 'a.png', bytes: 100 })).body;
  await files.put(id, await pictureAs('png'));
  expect(await done(id)).toMatchObject({ status: 422, body: { detail: 'The file a.png is larger than 100 bytes.' } });
});

test('a drawing is served without what could run', async () => {
  const { id } = (await ask({ fileName: 'a.svg' })).body;
  await files.put(id, svgOf('<script>alert(1)</script><path d="M0 0" onclick="alert(1)"/>'));
  const { path } = (await done(id)).body;
  expect(await readFile(join(files.directory, path.slice('/files/'.length)), 'utf8')).not.toContain('alert');
});

test('a queue that is away turns nothing into an error', async () => {
  const { id } = (await ask({ fileName: 'a.png' })).body;
  await files.put(id, await pictureAs('png', 41, 17));
  const url = process.env['MEDIA_PROCESSING_QUEUE_URL']!;
  useEnvironment({ MEDIA_PROCESSING_QUEUE_URL: url.replace('processing', 'nowhere') });
  expect(await done(id)).toMatchObject({ status: 200, body: { state: 'PROCESSING' } });
  useEnvironment({ MEDIA_PROCESSING_QUEUE_URL: url });
  expect(await jobs()).toEqual([]);
  expect(await database.sql('select from colophon.media_jobs where media_id = $1', [id])).toHaveLength(1);
});
