import type { CacheInvalidationEvent } from '../../proto/gen/colophon/events/v1/events_pb.js';
import { Refusal } from '../_http/refusal.ts';
import { ask } from '../_lambda/ask.ts';

/** Asks for what the event says. 'foreign': the cache knows another database history than the event's. */
export async function invalidateOf(
  { tags, xid, generation }: CacheInvalidationEvent,
  withinMs: number,
): Promise<'invalidated' | 'foreign'> {
  if (tags.length === 0 || xid === 0n) {
    throw new Refusal({ kind: 'malformed', detail: 'The event names no tag or no xid.' });
  }
  const answer = await ask<{ outcome: 'invalidated' | 'foreign' }>(
    'cache-invalidate',
    { tags, xid: xid.toString(), generation },
    withinMs,
  );
  if ('refusal' in answer) throw new Refusal(answer.refusal);
  return answer.value.outcome;
}
