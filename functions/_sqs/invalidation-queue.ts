import { SendMessageBatchCommand } from '@aws-sdk/client-sqs';
import { create, toJsonString } from '@bufbuild/protobuf';
import { CacheInvalidationEventSchema } from '../../proto/gen/colophon/events/v1/events_pb.js';
import { log } from '../_env/log.ts';
import { setting } from '../_env/settings.ts';
import { batchesOf } from './batches.ts';
import { patience, sqs } from './client.ts';

export interface InvalidationMessage {
  xid: string;
  tags: string[];
  generation: string;
  occurredAt: string;
  traceparent: string;
}

/**
 * Puts events on the queue, in as few calls as it takes.
 * @returns of each call those that the queue has taken; the others are the caller's to send again
 */
export async function* sendInvalidations<Event extends InvalidationMessage>(events: Event[]): AsyncGenerator<Event[]> {
  const messages = events.map((event) => ({ event, body: bodyOf(event) }));
  for (const batch of batchesOf(messages, ({ body }) => Buffer.byteLength(body))) {
    const { Successful = [], Failed = [] } = await sqs().send(
      new SendMessageBatchCommand({
        QueueUrl: setting('CACHE_INVALIDATION_QUEUE_URL'),
        Entries: batch.map(({ body }, index) => ({ Id: String(index), MessageBody: body })),
      }),
      patience(),
    );
    if (Failed.length > 0) log.warn({ failed: Failed }, 'the queue did not take all events');
    yield Successful.map(({ Id }) => batch[Number(Id)]!.event);
  }
}

function bodyOf({ tags, generation, occurredAt, traceparent, xid }: InvalidationMessage): string {
  const event = create(CacheInvalidationEventSchema, { tags, generation, occurredAt, traceparent, xid: BigInt(xid) });
  return toJsonString(CacheInvalidationEventSchema, event);
}
