import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { ReceiveMessageCommand, SendMessageBatchCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type QueueUnderTest, queueUnderTest } from '../../infra/checks/test-queue.ts';
import { sqs } from './client.ts';
import { discardDeadLetter, peekDeadLetters, redrive, redriveThese } from './dead-letters.ts';
import { depths } from './depths.ts';

let queue: QueueUnderTest;

beforeAll(async () => {
  queue = await queueUnderTest();
});
beforeEach(() => queue.purge());
afterAll(() => queue.stop());

async function rest(count: number, QueueUrl = queue.deadLettersUrl): Promise<void> {
  for (let start = 0; start < count; start += 10) {
    const Entries = [...Array(Math.min(10, count - start))].map((_, index) => ({
      Id: String(index),
      MessageBody: `letter ${start + index}`,
    }));
    await sqs().send(new SendMessageBatchCommand({ QueueUrl, Entries }));
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

test('redrive takes back what is too large for one call together', async () => {
  const large = 'x'.repeat(200_000);
  for (const one of ['a', 'b', 'c'])
    await sqs().send(new SendMessageCommand({ QueueUrl: queue.deadLettersUrl, MessageBody: one + large }));
  expect(await redrive(100)).toBe(3);
  expect((await bodiesIn(queue.url)).map((body) => body[0]).sort()).toEqual(['a', 'b', 'c']);
});

/** Runs it in a process of its own, which ends at that step. */
async function killedAt(step: string, call: string): Promise<void> {
  const rooms = JSON.stringify(new URL('dead-letters.ts', import.meta.url).href);
  const program = `import { redrive, redriveThese } from ${rooms}; await ${call};`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
    env: { ...process.env, COLOPHON_STEPS: `${step}=kill` },
    stdio: 'ignore',
  });
  expect((await once(child, 'exit'))[1]).toBe('SIGKILL');
}

/** What the killed one had received is hidden until its time is over; then all are there again. */
async function allReappear(count: number, deadLettersUrl = queue.deadLettersUrl): Promise<void> {
  const left = new Set<string>();
  const all = async () => {
    for (const body of await bodiesIn(deadLettersUrl)) left.add(body);
    return left.size;
  };
  await expect.poll(all, { timeout: 25_000, interval: 500 }).toBe(count);
}

test('redrive that is killed between sending and deleting loses none', { timeout: 40_000 }, async () => {
  await rest(15);
  await killedAt('redrive.sent', 'redrive(100)');
  expect(await bodiesIn(queue.url)).toHaveLength(10);
  await allReappear(15);
});

test('one of many is moved alone, also right after somebody looked, and to ask for it twice is harmless', async () => {
  await rest(25);
  const { messageId } = (await peekDeadLetters(100)).find(({ body }) => body === 'letter 17')!;
  expect(await redriveThese([messageId, 'nobody'], 'invalidation')).toEqual([messageId]);
  expect(await redriveThese([messageId], 'invalidation')).toEqual([]);
  expect(await bodiesIn(queue.url)).toEqual(['letter 17']);
  await expect.poll(async () => (await peekDeadLetters(100)).length, { timeout: 5_000, interval: 200 }).toBe(24);
});

test(
  'one that is moved is not lost by a kill at either step, and neither is any other',
  { timeout: 40_000 },
  async () => {
    const movedAlone = async (name: 'invalidation' | 'media', killedAfter: string, left: number) => {
      const { url, deadLettersUrl } = name === 'media' ? queue.media : queue;
      await rest(5, deadLettersUrl);
      const { messageId } = (await peekDeadLetters(100, name)).find(({ body }) => body === 'letter 3')!;
      await killedAt(killedAfter, `redriveThese([${JSON.stringify(messageId)}], ${JSON.stringify(name)})`);
      expect(await bodiesIn(url)).toEqual(['letter 3']);
      await allReappear(left, deadLettersUrl);
    };
    await Promise.all([movedAlone('invalidation', 'redrive.sent', 5), movedAlone('media', 'redrive.deleted', 4)]);
  },
);

test('a message keeps the id that it had at first, however often it is sent again', async () => {
  await rest(1);
  const [first] = await peekDeadLetters(1);
  expect(first).toMatchObject({ redriven: 0, origin: first!.messageId });
  for (const times of [1, 2]) {
    expect(await redrive(1)).toBe(1);
    await queue.failForGood();
    const [again] = await peekDeadLetters(1);
    expect(again).toMatchObject({ redriven: times, origin: first!.messageId });
    expect(again!.messageId).not.toBe(first!.messageId);
  }
});

test('one is thrown away, if who sees it agrees; the others, and one that nobody lets go, are shown again', async () => {
  await rest(12);
  const { messageId } = (await peekDeadLetters(100)).find(({ body }) => body === 'letter 5')!;
  const seen: string[] = [];
  const judge = (answer: boolean) => (letter: { body: string }) => {
    seen.push(letter.body);
    return Promise.resolve(answer);
  };
  expect(await discardDeadLetter(messageId, 'invalidation', judge(false))).toBe('kept');
  expect(await discardDeadLetter(messageId, 'media', judge(true))).toBe('missing');
  expect(await discardDeadLetter(messageId, 'invalidation', judge(true))).toBe('discarded');
  expect(await discardDeadLetter(messageId, 'invalidation', judge(true))).toBe('missing');
  expect(seen).toEqual(['letter 5', 'letter 5']);
  expect(await depths()).toEqual({ waiting: 0, inFlight: 0, deadLetters: 11 });
  await expect.poll(async () => (await peekDeadLetters(100)).length, { timeout: 5_000, interval: 200 }).toBe(11);
});
