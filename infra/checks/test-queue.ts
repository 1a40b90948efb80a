import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import {
  DeleteMessageCommand,
  PurgeQueueCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
} from '@aws-sdk/client-sqs';
import { inject } from 'vitest';
import { sqs } from '../../functions/_sqs/client.ts';
import { createQueues } from '../services/create-queues.ts';
import { startQueue } from '../services/queue.ts';
import { useEnvironment } from './test-database.ts';

export interface QueueUnderTest {
  url: string;
  deadLettersUrl: string;
  media: { url: string; deadLettersUrl: string };
  /** Moves the one message that waits to the dead letters, with all that stands on it. @returns its id there */
  failForGood(): Promise<string>;
  purge(): Promise<void>;
  stop(): Promise<void>;
}

/** A queue server for one test file, with its messages on disk as under `npm start`, which the functions under test find in their settings. */
export async function queueUnderTest(): Promise<QueueUnderTest> {
  const server = await startQueue({ dir: join(inject('services').dir, `queue-${randomBytes(6).toString('hex')}`) });
  const urls = await createQueues(server.endpoint, { accessKeyId: 'checks', secretAccessKey: 'checks' });
  const [url, deadLettersUrl] = [urls['CacheInvalidationQueue']!, urls['CacheInvalidationDeadLetters']!];
  const media = { url: urls['MediaProcessingQueue']!, deadLettersUrl: urls['MediaProcessingDeadLetters']! };
  useEnvironment({
    SQS_ENDPOINT: server.endpoint,
    CACHE_INVALIDATION_QUEUE_URL: url,
    CACHE_INVALIDATION_DEAD_LETTERS_URL: deadLettersUrl,
    MEDIA_PROCESSING_QUEUE_URL: media.url,
    MEDIA_PROCESSING_DEAD_LETTERS_URL: media.deadLettersUrl,
  });
  return {
    url,
    deadLettersUrl,
    media,
    failForGood: async () => {
      const { Messages: [message] = [] } = await sqs().send(
        new ReceiveMessageCommand({ QueueUrl: url, MessageAttributeNames: ['All'] }),
      );
      const { Body: MessageBody, MessageAttributes, ReceiptHandle } = message!;
      const sent = await sqs().send(
        new SendMessageCommand({ QueueUrl: deadLettersUrl, MessageBody, MessageAttributes }),
      );
      await sqs().send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle }));
      return sent.MessageId!;
    },
    purge: async () => {
      for (const QueueUrl of [url, deadLettersUrl, media.url, media.deadLettersUrl])
        await sqs().send(new PurgeQueueCommand({ QueueUrl }));
    },
    stop: server.stop,
  };
}
