import { ReceiveMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { databaseUnderTest } from '../../infra/checks/database-under-test.ts';
import { bodyOf, httpEvent } from '../../infra/checks/http-event.ts';
import { type QueueUnderTest, queueUnderTest } from '../../infra/checks/test-queue.ts';
import { keepFailure } from '../_postgres/events/message-failures.ts';
import { sqs } from '../_sqs/client.ts';
import { handler as getQueue } from './get-queue.ts';
import { handler as listDeadLetters } from './list-dead-letters.ts';
import { handler as redrive } from './redrive-queue.ts';

const database = databaseUnderTest();
let queue: QueueUnderTest;
beforeAll(async () => {
  queue = await queueUnderTest();
});
beforeEach(() => queue.purge());
afterAll(() => queue.stop());

const send = (QueueUrl: string, MessageBody: string) => sqs().send(new SendMessageCommand({ QueueUrl, MessageBody }));
const overview = async () => bodyOf(await getQueue(httpEvent({ path: '/api/v1/ops/queue' })));
const redriven = async (body: object) =>
  bodyOf(await redrive(httpEvent({ method: 'POST', path: '/api/v1/ops/queue/redrive', body })));

test('both queues are shown, each with its own numbers', async () => {
  await send(queue.media.url, 'job');
  await send(queue.media.deadLettersUrl, 'dead job');
  await send(queue.url, 'one');
  await send(queue.url, 'two');
  await database.sql(`with made as (
      insert into colophon.media (state, file_name, kind, type, bytes, sha256, path, updated_at)
      values ('processing', 'a', 'image', 'image/png', 1, repeat('a', 64), '/files/' || repeat('a', 32) || '.png', now() - interval '90 seconds')
      returning id)
    insert into colophon.media_jobs (media_id) select id from made`);
  expect(await overview()).toEqual({
    invalidation: { waiting: 2, inFlight: 0, deadLetters: 0, oldestSeconds: 0 },
    media: { waiting: 1, inFlight: 0, deadLetters: 1, oldestSeconds: expect.closeTo(90, -1) as number },
  });
});

test('dead letters of both are listed together, each with its queue and its reason', async () => {
  const { MessageId } = await send(queue.media.deadLettersUrl, 'job');
  await send(queue.deadLettersUrl, 'event');
  await keepFailure({
    messageId: MessageId!,
    reason: 'fault',
    detail: 'The disk is full.',
    requestId: 'r',
    attempts: 3,
  });
  const { items } = bodyOf(await listDeadLetters(httpEvent({ path: '/api/v1/ops/queue/dead-letters' })));
  expect(items).toEqual([
    expect.objectContaining({ queue: 'invalidation', body: 'event', reason: 'TIMED_OUT' }),
    expect.objectContaining({ queue: 'media', body: 'job', reason: 'FAULT', detail: 'The disk is full.' }),
  ]);
});

test('one queue is redriven alone, and its messages say that they were', async () => {
  await send(queue.media.deadLettersUrl, 'job');
  await send(queue.deadLettersUrl, 'event');
  expect(await redriven({ queue: 'media' })).toEqual({ redriven: 1, more: false, missing: [] });
  expect(await overview()).toMatchObject({ invalidation: { deadLetters: 1 }, media: { waiting: 1, deadLetters: 0 } });
  const { Messages = [] } = await sqs().send(
    new ReceiveMessageCommand({ QueueUrl: queue.media.url, MessageAttributeNames: ['All'] }),
  );
  expect(Messages[0]?.MessageAttributes?.['redriven']?.StringValue).toBe('1');
});

test('without a name both are redriven, up to what was asked for', async () => {
  await send(queue.media.deadLettersUrl, 'job');
  await send(queue.deadLettersUrl, 'event');
  expect(await redriven({ most: 1 })).toEqual({ redriven: 1, more: true, missing: [] });
  expect(await redriven({})).toEqual({ redriven: 1, more: false, missing: [] });
  expect(await redriven({ queue: 'another' })).toMatchObject({ status: 422, violations: [{ field: 'queue' }] });
});
