import { type DescMessage, fromJsonString, type MessageShape } from '@bufbuild/protobuf';
import { CacheInvalidationEventSchema } from '../../proto/gen/colophon/events/v1/events_pb.js';
import { MediaProcessingJobSchema } from '../../proto/gen/colophon/media/v1/media_pb.js';
import type { QueueName } from '../_sqs/queues.ts';

/** What a dead letter says, as far as anybody can read it. */
export type Letter =
  { kind: 'event'; tags: string[]; occurredAt: string } | { kind: 'job'; mediaId: string } | { kind: 'unreadable' };

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

/** So many things of one letter are called by their names; it may speak of thousands. */
const mostNamed = 20;

/** The ids of those of which a letter speaks first. */
export function idsIn(letter: Letter): string[] {
  if (letter.kind === 'job') return [letter.mediaId];
  if (letter.kind === 'unreadable') return [];
  return [...new Set(letter.tags.map(idIn).filter((id) => id !== undefined))].slice(0, mostNamed);
}

/** What a tag is of, where it is of one thing. */
export function idIn(tag: string): string | undefined {
  const id = tag.split(':')[1] ?? '';
  return uuid.test(id) ? id : undefined;
}

function read<Desc extends DescMessage>(schema: Desc, body: string): MessageShape<Desc> | undefined {
  try {
    return fromJsonString(schema, body);
  } catch {
    return undefined;
  }
}
