import { CacheInvalidationEventSchema } from '../../proto/gen/colophon/events/v1/events_pb.js';
import { Refusal } from '../_http/refusal.ts';
import { ask } from '../_lambda/ask.ts';
import { eachRecord } from './_each-record.ts';
import { invalidateOf } from './_invalidate-of.ts';

/**
 * One bad record goes back alone; after its last receive it rests with the dead letters.
 * Of an event from another database history one side is behind: after the cache has looked which one runs now, the event
 * is either of this one, or of none that anybody reads.
 */
export const handler = eachRecord(CacheInvalidationEventSchema, async (event, leftMs) => {
  if ((await invalidateOf(event, leftMs())) === 'invalidated') return;
  const checked = await ask('operations-check-identity', {}, leftMs());
  if ('refusal' in checked) throw new Refusal(checked.refusal);
  await invalidateOf(event, leftMs());
});
