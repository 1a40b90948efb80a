import { ChangeMessageVisibilityCommand } from '@aws-sdk/client-sqs';
import { patience, sqs } from './client.ts';
import { type QueueName, queues } from './queues.ts';

/** Lets a record be received again after this time, instead of after the queue's own. */
export async function comeBackIn(
  seconds: number,
  record: { receiptHandle: string },
  withinMs: number,
  queue: QueueName = 'invalidation',
): Promise<void> {
  await sqs().send(
    new ChangeMessageVisibilityCommand({
      QueueUrl: queues[queue].url(),
      ReceiptHandle: record.receiptHandle,
      VisibilityTimeout: seconds,
    }),
    patience(withinMs),
  );
}
