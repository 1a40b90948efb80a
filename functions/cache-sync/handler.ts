import {
  type CacheInvalidationEvent,
  CacheInvalidationEventSchema,
} from '../../proto/gen/colophon/events/v1/events_pb.js';
import { measure } from '../_env/measure.ts';
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
  const outcome = await invalidated(event, leftMs);
  measure('colophon_events_total', 1, outcome);
  if (outcome === 'invalidated') measureLatency(event.occurredAt);
});

async function invalidated(event: CacheInvalidationEvent, leftMs: () => number) {
  const outcome = await invalidateOf(event, leftMs());
  if (outcome === 'invalidated') return outcome;
  const checked = await ask('operations-check-identity', {}, leftMs());
  if ('refusal' in checked) throw new Refusal(checked.refusal);
  return invalidateOf(event, leftMs());
}

/** The server's clock and ours may differ by a little; nothing comes before it occurred. */
function measureLatency(occurredAt: string): void {
  const occurredMs = Date.parse(occurredAt);
  if (!Number.isNaN(occurredMs)) measure('colophon_event_latency_seconds', Math.max(0, Date.now() - occurredMs) / 1000);
}
