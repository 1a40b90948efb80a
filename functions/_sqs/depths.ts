import { GetQueueAttributesCommand, type QueueAttributeName } from '@aws-sdk/client-sqs';
import { patience, sqs } from './client.ts';
import { type QueueName, queues } from './queues.ts';

export interface Depths {
  waiting: number;
  inFlight: number;
  deadLetters: number;
}

/** How many messages wait, are being handled, and failed for good; the queue's own estimates. */
export async function depths(name: QueueName = 'invalidation'): Promise<Depths> {
  const [queue, dead] = await Promise.all([attributes(queues[name].url()), attributes(queues[name].deadLetters())]);
  return { waiting: queue.visible, inFlight: queue.hidden, deadLetters: dead.visible + dead.hidden };
}

async function attributes(url: string): Promise<{ visible: number; hidden: number }> {
  const { Attributes = {} } = await sqs().send(
    new GetQueueAttributesCommand({
      QueueUrl: url,
      AttributeNames: [
        'ApproximateNumberOfMessages',
        'ApproximateNumberOfMessagesNotVisible',
        'ApproximateNumberOfMessagesDelayed',
      ],
    }),
    patience(),
  );
  const number = (name: QueueAttributeName) => Number(Attributes[name] ?? 0);
  return {
    visible: number('ApproximateNumberOfMessages') + number('ApproximateNumberOfMessagesDelayed'),
    hidden: number('ApproximateNumberOfMessagesNotVisible'),
  };
}
