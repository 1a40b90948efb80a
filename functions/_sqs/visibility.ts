import { ChangeMessageVisibilityCommand } from '@aws-sdk/client-sqs';
import { setting } from '../_env/settings.ts';
import { patience, sqs } from './client.ts';

/** Lets a record of the invalidation queue be received again after this time, instead of after the queue's own. */
export async function comeBackIn(seconds: number, record: { receiptHandle: string }, withinMs: number): Promise<void> {
  await sqs().send(
    new ChangeMessageVisibilityCommand({
      QueueUrl: setting('CACHE_INVALIDATION_QUEUE_URL'),
      ReceiptHandle: record.receiptHandle,
      VisibilityTimeout: seconds,
    }),
    patience(withinMs),
  );
}
