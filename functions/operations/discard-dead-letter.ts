import { refuse } from '../_http/refusal.ts';
import { noContent } from '../_http/reply.ts';
import { requireAuthor, textParameter } from '../_http/request.ts';
import { route } from '../_http/route.ts';
import { namesOf } from '../_postgres/events/names-of.ts';
import { discardDeadLetter } from '../_sqs/dead-letters.ts';
import { type QueueName, queueNames } from '../_sqs/queues.ts';
import { unavailableAsRefusal } from '../_sqs/refusing.ts';
import { isDiscardable } from './_describe-letters.ts';
import { idsIn, readLetter } from './_letter.ts';

/** DELETE /api/v1/ops/queue/dead-letters/{id} */
export const handler = route(async (event) => {
  requireAuthor(event);
  const id = textParameter(event, 'id', 100);
  for (const queue of queueNames) {
    const outcome = await discardFrom(queue, id);
    if (outcome === 'discarded') return noContent();
    if (outcome === 'kept') refuse('conflict', 'Something waits for this message: send it again instead.');
  }
  return refuse('not-found', 'No such message rests here: it was sent again or thrown away meanwhile.');
});

/** Judged by what the letter itself says at that moment, and not by what somebody saw of it before. */
function discardFrom(queue: QueueName, id: string): Promise<'discarded' | 'kept' | 'missing'> {
  const nothingWaits = async (body: string) => {
    const says = readLetter(queue, body);
    return isDiscardable(says, await namesOf(idsIn(says)));
  };
  return unavailableAsRefusal(discardDeadLetter(id, queue, ({ body }) => nothingWaits(body)));
}
