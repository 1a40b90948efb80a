import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { ReceiveMessageCommand, SendMessageBatchCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type QueueUnderTest, queueUnderTest } from '../../infra/checks/test-queue.ts';
import { sqs } from './client.ts';
import { peekDeadLetters, redrive } from './dead-letters.ts';
import { depths } from './depths.ts';

let queue: QueueUnderTest;

beforeAll(async () => {
  queue = await queueUnderTest();
});
beforeEach(() => queue.purge());
afterAll(() => queue.stop());

async function rest(count: number): Promise<void> {
  for (let start = 0; start < count; start += 10) {
    const Entries = [...Array(Math.min(10, count - start))].map((_, index) => ({
      Id: String(index),
      MessageBody: `letter ${start + index}`,
    }));
    await sqs().send(new SendMessageBatchCommand({ QueueUrl: queue.deadLettersUrl, Entries }));
  }
}

async function bodiesIn(url: string): Promise<string[]> {
  const bodies: string[] = [];
  for (;;) {
    const { Messages = [] } = await sqs().send(
      new ReceiveMessageCommand({ QueueUrl: url, MaxNumberOfMessages: 10, VisibilityTimeout: 60, WaitTimeSeconds: 0 }),
    );
    if (Messages.length === 0) return bodies;
    bodies.push(...Messages.map(({ Body }) => Body!));
  }
}

test('dead letters that were looked at, twice, are all still there', async () => {
  await rest(25);
  expect(await peekDeadLetters(100)).toHaveLength(25);
  await expect.poll(async () => (await peekDeadLetters(100)).length, { timeout: 5_000, interval: 200 }).toBe(25);
  expect((await depths()).deadLetters).toBe(25);
});

test('redrive moves each back to its queue, also right after somebody looked', async () => {
  await rest(12);
  await peekDeadLetters(100);
  expect(await redrive(100)).toBe(12);
  expect(await depths()).toEqual({ waiting: 12, inFlight: 0, deadLetters: 0 });
});

test('redrive moves no more than it was asked to, and of what a chooser wants only that', async () => {
  await rest(12);
  expect(await redrive(5)).toBe(5);
  expect(await redrive(100, (batch) => Promise.resolve(batch.filter(({ body }) => body === 'letter 11')))).toBe(1);
  expect(await depths()).toEqual({ waiting: 6, inFlight: 0, deadLetters: 6 });
});

test('redrive that is killed between sending and deleting loses none', { timeout: 40_000 }, async () => {
  await rest(15);
  const program = `import { redrive } from ${JSON.stringify(new URL('dead-letters.ts', import.meta.url).href)}; await redrive(100);`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
    env: { ...process.env, COLOPHON_STEPS: 'redrive.sent=kill' },
    stdio: 'ignore',
  });
  expect((await once(child, 'exit'))[1]).toBe('SIGKILL');
  expect(await bodiesIn(queue.url)).toEqual(['letter 0']);
  // What the killed one had received is hidden until its time is over; then all are there again.
  const left = new Set<string>();
  const all = async () => {
    for (const body of await bodiesIn(queue.deadLettersUrl)) left.add(body);
    return left.size;
  };
  await expect.poll(all, { timeout: 25_000, interval: 500 }).toBe(15);
});
