import { type DescMessage, fromJsonString, type MessageShape } from '@bufbuild/protobuf';
import { CacheInvalidationEventSchema } from '../../proto/gen/colophon/events/v1/events_pb.js';
import { MediaProcessingJobSchema } from '../../proto/gen/colophon/media/v1/media_pb.js';
import type { QueueName } from '../_sqs/queues.ts';

/** What a dead letter says, as far as anybody can read it. */
export type Letter =
  | { kind: 'event'; tags: string[]; occurredAt: string }
  | { kind: 'job'; mediaId: string }
  | { kind: 'unreadable' };

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export function readLetter(queue: QueueName, body: string): Letter {
  if (queue === 'media') {
    const job = read(MediaProcessingJobSchema, body);
    return job && uuid.test(job.mediaId) ? { kind: 'job', mediaId: job.mediaId } : { kind: 'unreadable' };
  }
  const event = read(CacheInvalidationEventSchema, body);
  // As cache-sync has it: without tag or xid it says nothing.
  if (!event || event.tags.length === 0 || event.xid === 0n) return { kind: 'unreadable' };
  return { kind: 'event', tags: event.tags, occurredAt: event.occurredAt };
}

/** So many things are called by their names; a letter may speak of thousands. */
const mostNamed = 20;

/** The ids of what a letter speaks of. */
export function idsIn(letter: Letter): string[] {
  if (letter.kind === 'job') return [letter.mediaId];
  if (letter.kind === 'unreadable') return [];
  const ids = letter.tags.map((tag) => tag.split(':')[1] ?? '').filter((id) => uuid.test(id));
  return [...new Set(ids)].slice(0, mostNamed);
}

function read<Desc extends DescMessage>(schema: Desc, body: string): MessageShape<Desc> | undefined {
  try {
    return fromJsonString(schema, body);
  } catch {
    return undefined;
  }
}
