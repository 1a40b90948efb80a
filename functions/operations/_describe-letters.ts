import { create } from '@bufbuild/protobuf';
import { type DeadLetter, DeadLetter_Reason, DeadLetterSchema } from '../../proto/gen/colophon/queue/v1/queue_pb.js';
import { type KeptFailure, triesOf } from '../_postgres/events/message-failures.ts';
import { type Named, namesOf } from '../_postgres/events/names-of.ts';
import type { DeadLetterMessage } from '../_sqs/dead-letters.ts';
import type { QueueName } from '../_sqs/queues.ts';
import { idsIn, type Letter, readLetter } from './_letter.ts';
import { sentenceOf } from './_plain-words.ts';
import { stalePlaces } from './_stale-places.ts';

const reasons = {
  malformed: DeadLetter_Reason.MALFORMED,
  unavailable: DeadLetter_Reason.UNAVAILABLE,
  fault: DeadLetter_Reason.FAULT,
};

/** Enough to see what it is: hundreds of whole messages would be more than one answer may hold. */
const mostOfBody = 4_000;
const mostPlaces = 20;
const mostTags = 50;

type Resting = DeadLetterMessage & { queue: QueueName };

/** What is known of dead letters, in plain words first. */
export async function describeLetters(resting: Resting[], now = new Date()): Promise<DeadLetter[]> {
  const read = resting.map((letter) => ({ ...letter, says: readLetter(letter.queue, letter.body) }));
  const [tries, names] = await Promise.all([
    triesOf(resting.map(({ origin }) => origin)),
    namesOf([...new Set(read.flatMap(({ says }) => idsIn(says)))]),
  ]);
  return read.map((letter) => describe(letter, tries.get(letter.origin) ?? [], names, now));
}

/** Whether nothing waits for it: nobody can read it, or what it is about is gone or done. */
export function isDiscardable(says: Letter, names: Map<string, Named>): boolean {
  if (says.kind !== 'job') return says.kind === 'unreadable';
  const file = names.get(says.mediaId);
  return !file || file.isDeleted || file.state === 'ready';
}

function describe(
  { messageId, body, queue, redriven, sentAt, says }: Resting & { says: Letter },
  tries: KeptFailure[],
  names: Map<string, Named>,
  now: Date,
): DeadLetter {
  // Of a message that was sent again and ended its process, only the tries before that are known.
  const failure = tries.findLast((each) => each.messageId === messageId);
  const tags = says.kind === 'event' ? says.tags : [];
  const places = stalePlaces(tags, idsIn(says), names);
  const since = (says.kind === 'event' && says.occurredAt) || sentAt;
  return create(DeadLetterSchema, {
    messageId,
    queue,
    redriven,
    body: body.slice(0, mostOfBody),
    sentence: sentenceOf(says, places, names, { queue, since, failure, redriven, now }),
    places: places.named.slice(0, mostPlaces).map(({ name, path }) => ({ name, path })),
    morePlaces: Math.max(0, places.named.length - mostPlaces) + places.more,
    tags: tags.slice(0, mostTags),
    waitingSince: since,
    firstFailedAt: tries[0]?.failedAt ?? '',
    discardable: isDiscardable(says, names),
    tries: tries.map((each) => ({
      ...causeOf(each),
      messageId: each.messageId,
      attempt: each.attempts,
      reason: reasons[each.reason],
    })),
    ...(failure
      ? { ...causeOf(failure), reason: reasons[failure.reason] }
      : {
          reason: DeadLetter_Reason.TIMED_OUT,
          detail: 'No reason was recorded: the function timed out or its process ended.',
        }),
  });
}

function causeOf({ detail, requestId, attempts, failedAt }: KeptFailure) {
  return { detail, requestId, attempts, failedAt };
}
