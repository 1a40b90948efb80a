import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { SQSEvent, SQSRecord } from 'aws-lambda';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { log } from '../../functions/_env/log.ts';
import { type RunningQueue, startQueue } from '../services/queue.ts';
import { sqsClient, startEventSourceMapping } from './event-source-mapping.ts';
import { InProcessInvoker } from './in-process-invoker.ts';

let dir: string;
let server: RunningQueue;
let sqs: SQSClient;
let stopMapping: (() => Promise<void>) | undefined;
const waiting = { timeout: 15_000, interval: 20 };

beforeAll(async () => {
  for (const level of ['warn', 'error'] as const) vi.spyOn(log, level).mockImplementation(() => undefined);
  for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']) vi.stubEnv(name, 'test');
  vi.stubEnv('AWS_REGION', 'us-east-1');
  dir = mkdtempSync(join(tmpdir(), 'colophon-queue-'));
  server = await startQueue({ dir: join(dir, 'queue'), persist: false });
  sqs = sqsClient(server.endpoint);
}, 30_000);
afterEach(() => stopMapping?.());
afterAll(async () => {
  sqs.destroy();
  await server.stop();
  rmSync(dir, { recursive: true });
});

async function queues(visibilitySeconds = 1) {
  const name = randomUUID();
  const make = async (QueueName: string, Attributes: Record<string, string>) => {
    const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName, Attributes }));
    return QueueUrl;
  };
  const deadLetters = await make(`${name}-dead`, {});
  const deadLetterTargetArn = (await attributes(deadLetters))['QueueArn'];
  const queueUrl = await make(name, {
    VisibilityTimeout: String(visibilitySeconds),
    RedrivePolicy: JSON.stringify({ deadLetterTargetArn, maxReceiveCount: 2 }),
  });
  return { queueUrl, deadLetters, arn: (await attributes(queueUrl))['QueueArn'] };
}

async function attributes(QueueUrl: string): Promise<Record<string, string>> {
  return (await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }))).Attributes ?? {};
}

async function isEmpty(queueUrl: string): Promise<boolean> {
  const { ApproximateNumberOfMessages, ApproximateNumberOfMessagesNotVisible } = await attributes(queueUrl);
  return ApproximateNumberOfMessages === '0' && ApproximateNumberOfMessagesNotVisible === '0';
}

async function send(queueUrl: string, bodies: string[]): Promise<void> {
  const Entries = bodies.map((MessageBody, Id) => ({
    Id: String(Id),
    MessageBody,
    MessageAttributes: {
      kind: { DataType: 'String', StringValue: 'toy' },
      raw: { DataType: 'Binary', BinaryValue: Buffer.from('raw') },
    },
  }));
  await sqs.send(new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries }));
}

function map(
  queueUrl: string,
  handler: (event: SQSEvent) => unknown,
  { timeoutSeconds = 3, reportsItemFailures = true } = {},
): void {
  const mapping = startEventSourceMapping({
    functionName: 'toy',
    source: { queue: 'Toy', batchSize: 10, reportsItemFailures, maximumConcurrency: 2 },
    queueUrl,
    sqs,
    invoker: new InProcessInvoker([{ name: 'toy', handler, timeoutSeconds, memoryMegabytes: 128 }]),
  });
  stopMapping = mapping.stop;
}

const bodiesOf = ({ Records }: SQSEvent) => Records.map(({ body }) => body);

test('one poison message of a batch rests with the dead letters; the others are done once', async () => {
  const { queueUrl, deadLetters } = await queues();
  await send(queueUrl, ['good 1', 'poison', 'good 2']);
  const seen: string[] = [];
  map(queueUrl, async (event) => {
    seen.push(...bodiesOf(event));
    const poison = event.Records.filter(({ body }) => body === 'poison');
    return { batchItemFailures: poison.map(({ messageId }) => ({ itemIdentifier: messageId })) };
  });
  await vi.waitFor(
    async () => expect((await attributes(deadLetters))['ApproximateNumberOfMessages']).toBe('1'),
    waiting,
  );
  await vi.waitFor(async () => expect(await isEmpty(queueUrl)).toBe(true), waiting);
  expect(seen.toSorted()).toEqual(['good 1', 'good 2', 'poison', 'poison']);
  const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl: deadLetters }));
  expect(Messages?.[0]?.Body).toBe('poison');
});

test('records are those of Lambda', async () => {
  const { queueUrl, arn } = await queues();
  await send(queueUrl, ['hello']);
  const records: SQSRecord[] = [];
  map(queueUrl, async ({ Records }) => void records.push(...Records));
  await vi.waitFor(() => expect(records).toHaveLength(1), waiting);
  const text = expect.stringMatching(/.+/) as string;
  expect(records[0]).toEqual({
    messageId: text,
    receiptHandle: text,
    body: 'hello',
    attributes: expect.objectContaining({
      ApproximateReceiveCount: '1',
      SentTimestamp: expect.stringMatching(/^\d{13}$/) as string,
    }) as object,
    messageAttributes: {
      kind: { stringValue: 'toy', dataType: 'String', stringListValues: [], binaryListValues: [] },
      raw: { binaryValue: 'cmF3', dataType: 'Binary', stringListValues: [], binaryListValues: [] },
    },
    md5OfBody: '5d41402abc4b2a76b9719d911017c592',
    md5OfMessageAttributes: text,
    eventSource: 'aws:sqs',
    eventSourceARN: arn,
    awsRegion: 'us-east-1',
  });
});

test.each([
  ['an answer that names no message of the batch', async () => ({ batchItemFailures: [{ itemIdentifier: 'nobody' }] })],
  [
    'a handler that throws',
    async () => {
      throw new Error('broken');
    },
  ],
  ['a handler that runs out of time', () => new Promise(() => undefined)],
])('%s: the whole batch comes again, and then rests with the dead letters', async (_what, handler) => {
  const { queueUrl, deadLetters } = await queues();
  await send(queueUrl, ['one', 'two']);
  map(queueUrl, handler, { timeoutSeconds: 0.2 });
  await vi.waitFor(
    async () => expect((await attributes(deadLetters))['ApproximateNumberOfMessages']).toBe('2'),
    waiting,
  );
  expect(await isEmpty(queueUrl)).toBe(true);
});

test('without ReportBatchItemFailures what the handler answers is not looked at', async () => {
  const { queueUrl } = await queues();
  await send(queueUrl, ['one']);
  const seen: string[] = [];
  const handler = async (event: SQSEvent) => {
    seen.push(...bodiesOf(event));
    return { batchItemFailures: [{ itemIdentifier: event.Records[0]?.messageId }] };
  };
  map(queueUrl, handler, { reportsItemFailures: false });
  await vi.waitFor(async () => expect(await isEmpty(queueUrl)).toBe(true), waiting);
  expect(seen).toEqual(['one']);
});

test('a handler slower than the visibility timeout runs once', async () => {
  const { queueUrl } = await queues(2);
  await send(queueUrl, ['slow']);
  const seen: string[] = [];
  map(
    queueUrl,
    async (event) => {
      seen.push(...bodiesOf(event));
      await new Promise((resolve) => setTimeout(resolve, 3500));
    },
    { timeoutSeconds: 10 },
  );
  await vi.waitFor(() => expect(seen).toEqual(['slow']), waiting);
  await vi.waitFor(async () => expect(await isEmpty(queueUrl)).toBe(true), waiting);
  expect(seen).toEqual(['slow']);
});

test('stopping waits for the batch that runs', async () => {
  const { queueUrl } = await queues();
  await send(queueUrl, ['last']);
  let begun = false;
  let release: (value: unknown) => void = () => undefined;
  map(queueUrl, () => {
    begun = true;
    return new Promise((resolve) => (release = resolve));
  });
  await vi.waitFor(() => expect(begun).toBe(true), waiting);
  let stopped = false;
  const stopping = stopMapping?.().then(() => (stopped = true));
  expect(stopped).toBe(false);
  release(undefined);
  await stopping;
  expect(await isEmpty(queueUrl)).toBe(true);
});
