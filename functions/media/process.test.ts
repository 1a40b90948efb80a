import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import type { SQSRecord } from 'aws-lambda';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { databaseUnderTest } from '../../infra/checks/database-under-test.ts';
import { type FilesUnderTest, filesUnderTest } from '../../infra/checks/files-under-test.ts';
import { encryptedPdf, pdfOf, picture, pictureAs, pngOf, svgOf } from '../../infra/checks/made-files.ts';
import { standInLambda } from '../../infra/checks/stand-in-lambda.ts';
import { useEnvironment } from '../../infra/checks/test-database.ts';
import { type QueueUnderTest, queueUnderTest } from '../../infra/checks/test-queue.ts';
import { storeFile } from '../_files/store-file.ts';
import { failuresOf } from '../_postgres/events/message-failures.ts';
import { mediaForStudio } from '../_postgres/media/media-for-studio.ts';
import { sqs } from '../_sqs/client.ts';
import { depths } from '../_sqs/depths.ts';
import { handler as process_ } from './process.ts';
import { handler as register } from './register.ts';
import { handler as resend } from './resend.ts';
import { Media_State as State } from '../../proto/gen/colophon/media/v1/media_pb.js';

const database = databaseUnderTest();
const invocations = standInLambda();
let files: FilesUnderTest;
let queue: QueueUnderTest;
beforeAll(async () => {
  [files, queue] = await Promise.all([filesUnderTest(), queueUnderTest()]);
});
beforeEach(() => queue.purge());
afterAll(() => queue.stop());

async function brought(content: Buffer, fileName = 'a.bin'): Promise<string> {
  const stored = await storeFile(content, fileName);
  const answered = await register({ ...stored, fileName });
  return (answered as { value: { id: string } }).value.id;
}

let messages = 0;
function record(mediaId: string, { received = 1, redriven = 0, body = JSON.stringify({ mediaId }) } = {}): SQSRecord {
  return {
    messageId: `message-${(messages += 1)}`,
    receiptHandle: 'none',
    body,
    attributes: { ApproximateReceiveCount: String(received) },
    messageAttributes: redriven ? { redriven: { stringValue: String(redriven), dataType: 'Number' } } : {},
  } as unknown as SQSRecord;
}
const run = (...records: SQSRecord[]) => process_({ Records: records });
const fine = { batchItemFailures: [] };

test('a picture that is brought in becomes ready, with its variants among the files', { timeout: 60_000 }, async () => {
  const id = await brought(await picture(700, 400).png({ compressionLevel: 0 }).toBuffer(), 'five.png');
  invocations.length = 0;
  expect(await run(record(id))).toEqual(fine);
  const media = await mediaForStudio(id);
  expect(media).toMatchObject({ state: State.READY, width: 700, height: 400, pages: 1, fileName: 'five.png' });
  expect(media.variants.map(({ type, width }) => `${type} ${width}`)).toEqual([
    'image/avif 480',
    'image/avif 700',
    'image/webp 480',
    'image/webp 700',
  ]);
  const served = await files.served();
  for (const { path, bytes } of media.variants) {
    expect(served).toContain(path.slice('/files/'.length));
    expect(bytes).toBeGreaterThan(0);
  }
  expect(await database.sql('select from colophon.media_jobs where media_id = $1', [id])).toEqual([]);
  expect(invocations.map(({ name }) => name)).toEqual(['outbox-relay']);
});

test('a job that comes twice, or late, changes nothing', async () => {
  const id = await brought(svgOf('<path d="M1 1"/>'));
  expect(await run(record(id), record(id))).toEqual(fine);
  const before = await mediaForStudio(id);
  expect(await run(record(id))).toEqual(fine);
  expect(await mediaForStudio(id)).toEqual(before);
  expect(before).toMatchObject({ state: State.READY, width: 40, height: 30, variants: [] });
});

test('a document is shown by its first page', { timeout: 60_000 }, async () => {
  const id = await brought(pdfOf(2), 'cv.pdf');
  await run(record(id));
  expect(await mediaForStudio(id)).toMatchObject({ state: State.READY, pages: 2, width: 1440 });
  const [row] = await database.sql<{ picture: { path: string; type: string } }>(
    `select picture from published.pictures where media_id = $1`,
    [id],
  );
  expect(row?.picture).toMatchObject({ type: 'image/webp', width: 1440, height: 2160, id });
});

test('a file that cannot be used is failed with its reason, and no dead letter', { timeout: 60_000 }, async () => {
  const locked = await brought(encryptedPdf());
  const damaged = await brought(pngOf(50, 50, Buffer.from('no pixels')));
  expect(await run(record(locked), record(damaged))).toEqual(fine);
  expect(await mediaForStudio(locked)).toMatchObject({
    state: State.FAILED,
    failure: 'The file is protected by a password.',
  });
  expect(await mediaForStudio(damaged)).toMatchObject({
    state: State.FAILED,
    failure: expect.stringContaining('damaged or cut off'),
  });
});

test(
  'a fault goes back alone, with its reason kept; its third makes the media failed, and a redriven job begins anew',
  { timeout: 60_000 },
  async () => {
    const id = await brought(await pictureAs('png', 51, 50));
    const { path } = await mediaForStudio(id);
    const well = await brought(svgOf('<path d="M2 2"/>'));
    // Its file is somewhere else: a fault of ours, and not the file's.
    const bad = record(id);
    const file = join(files.directory, path.slice('/files/'.length));
    await rename(file, `${file}.away`);
    expect(await run(bad, record(well))).toEqual({ batchItemFailures: [{ itemIdentifier: bad.messageId }] });
    expect((await failuresOf([bad.messageId])).get(bad.messageId)).toMatchObject({ reason: 'fault' });
    expect(await mediaForStudio(id)).toMatchObject({ state: State.PROCESSING });
    await run(record(id, { received: 2 }));
    await run(record(id, { received: 3 }));
    expect(await mediaForStudio(id)).toMatchObject({
      state: State.FAILED,
      failure: expect.stringContaining('can be redriven'),
    });
    await rename(`${file}.away`, file);
    expect(await run(record(id))).toEqual(fine);
    expect(await mediaForStudio(id)).toMatchObject({ state: State.FAILED });
    expect(await run(record(id, { redriven: 1 }))).toEqual(fine);
    expect(await mediaForStudio(id)).toMatchObject({ state: State.READY });
  },
);

test('what ends its process again and again is given up', async () => {
  const id = await brought(await pictureAs('png', 52, 50));
  await database.sql('update colophon.media_jobs set attempts = 3 where media_id = $1', [id]);
  expect(await run(record(id))).toEqual(fine);
  expect(await mediaForStudio(id)).toMatchObject({
    state: State.FAILED,
    failure: expect.stringContaining('begun 3 times'),
  });
});

test('a message that is no job goes back', async () => {
  const nonsense = record('', { body: 'no JSON' });
  expect(await run(nonsense)).toEqual({ batchItemFailures: [{ itemIdentifier: nonsense.messageId }] });
  expect((await failuresOf([nonsense.messageId])).get(nonsense.messageId)).toMatchObject({ reason: 'malformed' });
});

test('a job of media that was deleted is done', async () => {
  expect(await run(record('019a0000-0000-7000-8000-00000000dead'))).toEqual(fine);
});

test('the same file is media once, however often and by how many at once it is brought in', async () => {
  const stored = await storeFile(await pictureAs('png', 53, 50), 'a.png');
  const all = await Promise.all(Array.from({ length: 8 }, () => register({ ...stored, fileName: 'a.png' })));
  expect(new Set(all.map((answered) => JSON.stringify(answered))).size).toBe(1);
  expect((await depths('media')).waiting).toBe(1);
});

test('a file that is not there is no media', async () => {
  const stored = { path: `/files/${'0'.repeat(32)}.png`, sha256: '0'.repeat(64), type: 'image/png', bytes: 1 };
  expect(await register({ ...stored, fileName: 'a.png' })).toMatchObject({ refusal: { kind: 'not-found' } });
});

test('a job whose message was lost is sent again after a minute, then after two, and not before', async () => {
  const url = process.env['MEDIA_PROCESSING_QUEUE_URL']!;
  useEnvironment({ MEDIA_PROCESSING_QUEUE_URL: url.replace('processing', 'nowhere') });
  const id = await brought(await pictureAs('png', 54, 50));
  useEnvironment({ MEDIA_PROCESSING_QUEUE_URL: url });
  await database.sql('delete from colophon.media_jobs where media_id <> $1', [id]);
  const later = (seconds: number) =>
    database.sql(`update colophon.media_jobs set sent_at = sent_at - $1 * interval '1 second'`, [seconds]);
  await later(55);
  expect(await resend({})).toEqual({ value: { sent: 0 } });
  await later(10);
  expect(await resend({})).toEqual({ value: { sent: 1 } });
  await later(65);
  expect(await resend({})).toEqual({ value: { sent: 0 } });
  await later(60);
  expect(await resend({})).toEqual({ value: { sent: 1 } });
  const { Messages = [] } = await sqs().send(
    new ReceiveMessageCommand({ QueueUrl: queue.media.url, MaxNumberOfMessages: 10 }),
  );
  expect(Messages.map(({ Body }) => JSON.parse(Body!) as unknown)).toEqual([{ mediaId: id }, { mediaId: id }]);
});
