import {
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { createQueues } from './create-queues.ts';
import { identify, isRunning } from './processes.ts';
import type { QueueDefinition } from './queue-definitions.ts';
import { startQueue, type RunningQueue } from './queue.ts';
import { runAndKill, scratchFolder } from './stand-ins.ts';

const credentials = { accessKeyId: 'any', secretAccessKey: 'any' };
let running: RunningQueue | undefined;
afterEach(() => running?.stop());

function definitions(visibility: number): QueueDefinition[] {
  return [
    { logicalName: 'Dead', queueName: 'dead', attributes: {}, redrive: undefined },
    {
      logicalName: 'Work',
      queueName: 'work',
      attributes: { VisibilityTimeout: String(visibility) },
      redrive: { deadLetters: 'Dead', maxReceiveCount: 5 },
    },
  ];
}

const client = (endpoint: string) => new SQSClient({ endpoint, region: 'us-east-1', credentials });

test('it listens on loopback alone', async () => {
  running = await startQueue({ dir: join(scratchFolder(), 'queue'), persist: false });
  const others = Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter(({ internal, family }) => !internal && family === 'IPv4');
  const { port } = running;
  const answers = (host: string) =>
    new Promise<boolean>((resolve) => {
      const socket = connect({ host, port, timeout: 500 }, () => resolve(true));
      for (const event of ['error', 'timeout']) socket.once(event, () => resolve(false));
      socket.once('connect', () => socket.destroy());
    });
  expect(await answers('127.0.0.1')).toBe(true);
  for (const { address } of others) expect(await answers(address)).toBe(false);
});

test('queues are made as declared, brought in line later, and keep their messages over a kill', async () => {
  const dir = join(scratchFolder(), 'queue');
  const first = await startQueue({ dir });
  const urls = await createQueues(first.endpoint, credentials, { definitions: definitions(18) });
  expect(urls).toEqual({ Dead: `${first.endpoint}/000000000000/dead`, Work: `${first.endpoint}/000000000000/work` });
  await client(first.endpoint).send(new SendMessageCommand({ QueueUrl: urls['Work'], MessageBody: 'kept' }));
  process.kill(first.pid, 'SIGKILL');
  await first.exited;

  running = await startQueue({ dir });
  const again = await createQueues(running.endpoint, credentials, { definitions: definitions(20) });
  expect(again['Work']).toBe(`${running.endpoint}/000000000000/work`);
  const sqs = client(running.endpoint);
  const QueueUrl = again['Work'];
  const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }));
  expect(Attributes).toMatchObject({ VisibilityTimeout: '20' });
  expect(JSON.parse(Attributes?.['RedrivePolicy'] ?? '')).toEqual({
    deadLetterTargetArn: 'arn:aws:sqs:us-east-1:000000000000:dead',
    maxReceiveCount: 5,
  });
  const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 1 }));
  expect(Messages?.map(({ Body }) => Body)).toEqual(['kept']);
  await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: Messages?.[0]?.ReceiptHandle }));
});

test('a queue server ends by itself when its launcher is killed', async () => {
  const dir = join(scratchFolder(), 'queue');
  const left = await runAndKill(`
    import { startQueue } from '${import.meta.dirname}/queue.ts';
    process.stdout.write(String((await startQueue({ dir: ${JSON.stringify(dir)} })).pid));`);
  const identity = identify(Number(left));
  await expect.poll(() => identity && isRunning(identity)).toBeFalsy();
});

test('a queue server that does not answer is told in one sentence', async () => {
  await expect(createQueues('http://127.0.0.1:1', credentials, { definitions: definitions(18) })).rejects.toThrow(
    /^The queue server at SQS_ENDPOINT=http:\/\/127\.0\.0\.1:1 did not make its queues: .*ECONNREFUSED/,
  );
});
