import { setTimeout as wait } from 'node:timers/promises';
import { GetQueueAttributesCommand, type Message, SQSClient } from '@aws-sdk/client-sqs';
import { Consumer } from 'sqs-consumer';
import { log } from '../../functions/_env/log.ts';
import { step } from '../../functions/_env/step.ts';
import { reasonOf } from './async-invocations.ts';
import { failedMessages } from './batch-item-failures.ts';
import type { QueueSource } from './function-events.ts';
import type { Invoker } from './invoker.ts';
import { QueueTrouble } from './queue-trouble.ts';
import { ReceivingTurn } from './receiving-turn.ts';
import { sqsEvent } from './sqs-event.ts';

interface Mapping {
  functionName: string;
  source: QueueSource;
  queueUrl: string;
  sqs: SQSClient;
  invoker: Invoker;
}

interface Queue {
  arn: string;
  visibilitySeconds: number;
}

/** Long enough to cost nothing when idle, short enough to end within a shutdown: a receive cut off would hide what it took. */
const waitTimeSeconds = 1;

export function sqsClient(endpoint: string | undefined): SQSClient {
  const patience = { connectionTimeout: 1000, socketTimeout: (waitTimeSeconds + 4) * 1000 };
  return new SQSClient({
    ...(endpoint && { endpoint, useQueueUrlAsEndpoint: false }),
    maxAttempts: 2,
    requestHandler: patience,
  });
}

/**
 * Hands the messages of a queue to a function as Lambda's event source mapping does. What the function took is deleted; what
 * it reports as failed, or the whole batch if it throws, times out or reports nonsense, comes back after its visibility
 * timeout, and the queue counts receives and moves to the dead letters. Several pollers share the queue, so that one slow
 * batch holds up no other; one of them waits at it.
 */
export function startEventSourceMapping(mapping: Mapping): { stop(): Promise<void> } {
  const trouble = new QueueTrouble(mapping.source.queue);
  const turn = new ReceivingTurn();
  const consumers: Consumer[] = [];
  let stopped = false;
  const started = (async () => {
    const queue = await describe(mapping, trouble, () => stopped);
    for (let poller = 0; queue && !stopped && poller < mapping.source.maximumConcurrency; poller++) {
      consumers.push(startPoller(mapping, queue, trouble, turn));
    }
  })();
  return {
    async stop() {
      stopped = true;
      await started;
      turn.end();
      for (const consumer of consumers) consumer.stop();
      while (consumers.some(({ status }) => status.isPolling)) await wait(10);
    },
  };
}

function startPoller(mapping: Mapping, queue: Queue, trouble: QueueTrouble, turn: ReceivingTurn): Consumer {
  const { queueUrl, sqs, source } = mapping;
  const { visibilitySeconds } = queue;
  const place = turn.place();
  // With six times the function's timeout, as serverless.yml has it, this never beats; a shorter one must not run a batch twice.
  const heartbeatInterval = Math.floor(visibilitySeconds / 2);
  const consumer = Consumer.create({
    queueUrl,
    sqs,
    batchSize: source.batchSize,
    waitTimeSeconds,
    visibilityTimeout: visibilitySeconds,
    ...(heartbeatInterval >= 1 && { heartbeatInterval }),
    messageSystemAttributeNames: ['All'],
    messageAttributeNames: ['All'],
    authenticationErrorTimeout: 0,
    suppressFifoWarning: true,
    preReceiveMessageCallback: () => place.take().then(() => trouble.pause()),
    postReceiveMessageCallback: async () => {
      place.pass();
      trouble.end();
    },
    handleMessageBatch: (messages) => handle(mapping, queue, messages),
  });
  consumer.on('error', (error, messages) => {
    place.pass();
    if (messages !== undefined) log.warn({ err: error, queue: source.queue }, 'messages may come again');
    else if (!turn.isOver) trouble.begin(error);
  });
  consumer.on('message_processed', () => void step('queue.deleted'));
  consumer.start();
  return consumer;
}

/** Answers what is to be deleted. */
async function handle(
  { functionName, source, invoker }: Mapping,
  queue: Queue,
  messages: Message[],
): Promise<Message[]> {
  const result = await invoker.invoke(functionName, sqsEvent(messages, queue.arn));
  if (result.kind !== 'returned') {
    log.warn({ function: functionName, messages: messages.length, ...reasonOf(result) }, 'a batch failed');
    return [];
  }
  if (!source.reportsItemFailures) return messages;
  const failed = failedMessages(result.value, new Set(messages.map(({ MessageId }) => MessageId ?? '')));
  if (failed !== 'all') return messages.filter(({ MessageId }) => !failed.has(MessageId ?? ''));
  log.error(
    { function: functionName, answer: result.value },
    'batchItemFailures is malformed, so the whole batch counts as failed',
  );
  return [];
}

/** Asks until the queue answers; undefined when stopped meanwhile. */
async function describe(
  { sqs, queueUrl }: Mapping,
  trouble: QueueTrouble,
  isStopped: () => boolean,
): Promise<Queue | undefined> {
  const command = new GetQueueAttributesCommand({
    QueueUrl: queueUrl,
    AttributeNames: ['QueueArn', 'VisibilityTimeout'],
  });
  while (!isStopped()) {
    try {
      const { Attributes } = await sqs.send(command);
      trouble.end();
      return {
        arn: Attributes?.['QueueArn'] ?? '',
        visibilitySeconds: Number(Attributes?.['VisibilityTimeout'] ?? 30),
      };
    } catch (error) {
      trouble.begin(error);
      await trouble.pause();
    }
  }
  return undefined;
}
