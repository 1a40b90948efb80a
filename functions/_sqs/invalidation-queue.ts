import { SendMessageBatchCommand } from '@aws-sdk/client-sqs';
import { create, toJsonString } from '@bufbuild/protobuf';
import { CacheInvalidationEventSchema } from '../../proto/gen/colophon/events/v1/events_pb.js';
import { setting } from '../_env/settings.ts';
import { patience, sqs } from './client.ts';

export interface InvalidationMessage {
  xid: string;
  tags: string[];
  generation: string;
  occurredAt: string;
  traceparent: string;
}

const maxBatch = 10;
const maxBatchBytes = 256 * 1024;

/**
 * Puts events on the queue, in as few calls as it takes.
 * @returns of each call those that the queue has taken; the others are the caller's to send again
 */
export async function* sendInvalidations<Event extends InvalidationMessage>(events: Event[]): AsyncGenerator<Event[]> {
  for (const batch of batches(events)) {
    const { Successful = [] } = await sqs().send(
      new SendMessageBatchCommand({
        QueueUrl: setting('CACHE_INVALIDATION_QUEUE_URL'),
        Entries: batch.map(({ body }, index) => ({ Id: String(index), MessageBody: body })),
      }),
      patience(),
    );
    yield Successful.map(({ Id }) => batch[Number(Id)]!.event);
  }
}

function* batches<Event extends InvalidationMessage>(events: Event[]): Generator<{ event: Event; body: string }[]> {
  let batch: { event: Event; body: string }[] = [];
  let bytes = 0;
  for (const event of events) {
    const body = toJsonString(
      CacheInvalidationEventSchema,
      create(CacheInvalidationEventSchema, { ...pick(event), xid: BigInt(event.xid) }),
    );
    const size = Buffer.byteLength(body);
    if (batch.length === maxBatch || bytes + size > maxBatchBytes) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push({ event, body });
    bytes += size;
  }
  if (batch.length > 0) yield batch;
}

function pick({ tags, generation, occurredAt, traceparent }: InvalidationMessage) {
  return { tags, generation, occurredAt, traceparent };
}
