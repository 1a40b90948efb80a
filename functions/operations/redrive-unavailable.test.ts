import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { databaseUnderTest } from '../../infra/checks/database-under-test.ts';
import { freshRedis, type RunningRedis, useEnvironment } from '../../infra/checks/test-database.ts';
import { type QueueUnderTest, queueUnderTest } from '../../infra/checks/test-queue.ts';
import { keepFailure, type MessageFailure } from '../_postgres/events/message-failures.ts';
import { disconnect } from '../_redis/client.ts';
import { sqs } from '../_sqs/client.ts';
import { depths } from '../_sqs/depths.ts';
import { handler } from './redrive-unavailable.ts';

databaseUnderTest();
let queue: QueueUnderTest;
let redis: RunningRedis;

beforeAll(async () => {
  [queue, redis] = await Promise.all([queueUnderTest(), freshRedis()]);
  useEnvironment({ REDIS_URL: redis.url });
});
beforeEach(async () => {
  await queue.purge();
  // So that it sees that none waits any more.
  await handler({});
});
afterAll(async () => {
  disconnect();
  await Promise.all([queue.stop(), redis.stop()]);
});

async function deadLetter(reason?: MessageFailure['reason'], redriven?: number): Promise<void> {
  const { MessageId } = await sqs().send(
    new SendMessageCommand({
      QueueUrl: queue.deadLettersUrl,
      MessageBody: reason ?? 'no reason',
      ...(redriven !== undefined && {
        MessageAttributes: { redriven: { DataType: 'Number', StringValue: String(redriven) } },
      }),
    }),
  );
  if (reason) await keepFailure({ messageId: MessageId!, reason, detail: '', requestId: '', attempts: 5 });
}

test('what only lacked a part comes back, what waits for the author stays', async () => {
  await deadLetter('unavailable');
  await deadLetter('malformed');
  await deadLetter('fault');
  expect(await handler({})).toEqual({ value: { redriven: 1 } });
  expect(await depths()).toMatchObject({ waiting: 1, deadLetters: 2 });
});

test('what failed without a reason comes back, but not for ever', async () => {
  await deadLetter(undefined, 4);
  await deadLetter(undefined, 5);
  expect(await handler({})).toEqual({ value: { redriven: 1 } });
  expect(await depths()).toMatchObject({ waiting: 1, deadLetters: 1 });
});

test('nothing comes back while the cache is away', async () => {
  await deadLetter('unavailable');
  await redis.stop();
  disconnect();
  expect(await handler({})).toMatchObject({ refusal: { kind: 'unavailable' } });
  redis = await freshRedis({ port: redis.port, password: redis.password });
  await expect.poll(() => handler({})).toEqual({ value: { redriven: 1 } });
});
