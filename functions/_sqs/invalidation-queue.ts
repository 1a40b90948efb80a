import { SendMessageBatchCommand, type SendMessageBatchCommandOutput } from '@aws-sdk/client-sqs';
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
 * Puts events on the queue.
 * @returns those that the queue has taken; the others are the caller's to send again
 */
export async function sendInvalidations<Event extends InvalidationMessage>(events: Event[]): Promise<Event[]> {
  const taken: Event[] = [];
  for (const batch of batches(events)) {
    const sent = sqs().send(
      new SendMessageBatchCommand({
        QueueUrl: setting('CACHE_INVALIDATION_QUEUE_URL'),
        Entries: batch.map(({ body }, index) => ({ Id: String(index), MessageBody: body })),
      }),
      patience(),
    );
    // Those of the batches before it were taken all the same.
    const { Successful = [] } = await sent.catch((error: unknown): Partial<SendMessageBatchCommandOutput> => {
      if (taken.length > 0) return {};
      throw error;
    });
    taken.push(...Successful.map(({ Id }) => batch[Number(Id)]!.event));
  }
  return taken;
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
