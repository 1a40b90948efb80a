import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { databaseUnderTest } from '../../infra/checks/database-under-test.ts';
import { freshRedis, type RunningRedis, useEnvironment } from '../../infra/checks/test-database.ts';
import { type QueueUnderTest, queueUnderTest } from '../../infra/checks/test-queue.ts';
import { keepFailure, type MessageFailure } from '../_postgres/events/message-failures.ts';
import { fill, look, peek } from '../_redis/cache.ts';
import { disconnect } from '../_redis/client.ts';
import { sqs } from '../_sqs/client.ts';
import { depths } from '../_sqs/depths.ts';
import { handler, many } from './redrive-unavailable.ts';

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

test(
  'when so many come back that readers would wait for their events, the cache begins anew',
  { timeout: 60_000 },
  async () => {
    const key = { name: 'thing' };
    const looked = await look(key);
    if (looked.kind !== 'lease') throw new Error('It was there before.');
    await fill(key, { status: 200, body: '{}', etag: 'e', snapshot: '5:5:', tags: ['thing:1', 'all'] }, looked.lease);
    const rest = async (count: number) => {
      for (let number = 0; number < count; number++) await deadLetter('unavailable');
    };
    await rest(many - 1);
    expect(await handler({})).toEqual({ value: { redriven: many - 1 } });
    expect(await peek(key)).toBeDefined();
    await rest(many + 1);
    expect(await handler({})).toEqual({ value: { redriven: many + 1 } });
    expect(await peek(key)).toBeUndefined();
  },
);

test('what failed without a reason comes back, ever more rarely', { timeout: 20_000 }, async () => {
  await deadLetter(undefined, 4);
  await deadLetter(undefined, 5);
  await deadLetter(undefined, 8);
  const began = Date.now();
  let minutes = 0;
  const redriven = async () => {
    vi.useFakeTimers({ now: began + minutes * 60_000, toFake: ['Date'] });
    try {
      const { value } = (await handler({})) as { value: { redriven: number } };
      return value.redriven;
    } finally {
      vi.useRealTimers();
    }
  };
  /** Those that were left are shown again after a moment, and are looked at each ten seconds. */
  const redrivenIn = async (after: number) => {
    minutes = after;
    await expect.poll(() => ((minutes += 0.25), redriven()), { timeout: 8_000, interval: 500 }).toBe(1);
    return minutes;
  };
  expect(await redriven()).toBe(1);
  expect(await redrivenIn(0)).toBeGreaterThan(1);
  expect(await redrivenIn(7.5)).toBeGreaterThan(8);
  expect(await depths()).toMatchObject({ waiting: 3, deadLetters: 0 });
});

test('nothing comes back while the cache is away', async () => {
  await deadLetter('unavailable');
  await redis.stop();
  disconnect();
  expect(await handler({})).toMatchObject({ refusal: { kind: 'unavailable' } });
  redis = await freshRedis({ port: redis.port, password: redis.password });
  await expect.poll(() => handler({})).toEqual({ value: { redriven: 1 } });
});
