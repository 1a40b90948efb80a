import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateQueueCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import type { SQSEvent } from 'aws-lambda';
import { expect, onTestFinished, test, vi } from 'vitest';
import { log } from '../../functions/_env/log.ts';
import { freePort } from '../services/ports.ts';
import { startQueue } from '../services/queue.ts';
import { sqsClient, startEventSourceMapping } from './event-source-mapping.ts';
import { InProcessInvoker } from './in-process-invoker.ts';

test(
  'the queue server may come late, go and come back: it is said once, and messages flow again',
  { timeout: 30_000 },
  async () => {
    const said = vi.spyOn(log, 'warn').mockImplementation(() => undefined);
    for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']) vi.stubEnv(name, 'test');
    vi.stubEnv('AWS_REGION', 'us-east-1');
    const dir = mkdtempSync(join(tmpdir(), 'colophon-queue-'));
    const port = await freePort();
    const sqs = sqsClient(`http://127.0.0.1:${port}`);
    const seen: string[] = [];
    const handler = async ({ Records }: SQSEvent) => void seen.push(...Records.map(({ body }) => body));
    const queueUrl = `http://127.0.0.1:${port}/000000000000/toy`;
    const mapping = startEventSourceMapping({
      functionName: 'toy',
      source: { queue: 'Toy', batchSize: 10, reportsItemFailures: true, maximumConcurrency: 2 },
      queueUrl,
      sqs,
      invoker: new InProcessInvoker([{ name: 'toy', handler, timeoutSeconds: 3, memoryMegabytes: 128 }]),
    });
    const times = (words: string) => said.mock.calls.filter((call) => (call as unknown[])[1] === words).length;
    const send = (MessageBody: string) => sqs.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody }));

    await expect.poll(() => times('the queue does not answer')).toBe(1);
    let server = await startQueue({ dir: join(dir, 'queue'), port });
    onTestFinished(async () => {
      await mapping.stop();
      sqs.destroy();
      await server.stop();
      rmSync(dir, { recursive: true });
    });
    await sqs.send(new CreateQueueCommand({ QueueName: 'toy' }));
    await send('first');
    await vi.waitFor(() => expect(seen).toEqual(['first']), { timeout: 5000 });

    process.kill(server.pid, 'SIGKILL');
    await server.exited;
    await vi.waitFor(() => expect(times('the queue does not answer')).toBe(2), { timeout: 5000 });
    server = await startQueue({ dir: join(dir, 'queue'), port });
    await send('second');
    await vi.waitFor(() => expect(seen).toEqual(['first', 'second']), { timeout: 5000 });
    expect(times('the queue does not answer')).toBe(2);
    expect(times('the queue answers again')).toBe(2);
  },
);
