import { setTimeout as pause } from 'node:timers/promises';
import { log } from '../_env/log.ts';
import { Refusal } from '../_http/refusal.ts';
import { objectKeyOf } from '../_keys/object-key.ts';
import { ask } from '../_lambda/ask.ts';
import { builtFrom } from '../_redis/built.ts';
import { dropObject } from '../_redis/cache.ts';
import { unavailableAsRefusal } from '../_redis/refusing.ts';
import { type Cached, cachedObject, type EventSeen, eventsSeen } from '../_redis/walk.ts';
import { boundMs } from './_bound.ts';
import { freshUntil, noteFresh } from './_known-fresh.ts';

/** A stale object, with all that is known of it: enough to find out why it was there. */
export interface Found {
  name: string;
  /** When it was built and stored, as it says itself, and for which request; '' where it does not say. */
  storedAt: string;
  filledBy: string;
  builder: string;
  snapshot: string;
  tags: string[];
  /** What the cache had heard of these tags. */
  eventsSeen: EventSeen[];
  /** At most this long, since it was stored or last known to be right. */
  staleSeconds: number;
}

export interface Verified {
  checked: number;
  stale: Found[];
}

/**
 * Compares cached objects with what their builders say now, and drops what is stale: what differs, and is the same entry, to the
 * byte, and differs still when the bound has passed. Where a part is away it refuses, and calls nothing stale.
 * @param untilMs by the monotonic clock: nothing more is compared then for the first time
 */
export async function verify(objects: Cached[], untilMs = Infinity): Promise<Verified> {
  const differing: Cached[] = [];
  let checked = 0;
  for (const object of objects) {
    if (performance.now() >= untilMs) break;
    if (await differs(object)) differing.push(object);
    else noteFresh(object);
    checked++;
  }
  if (differing.length > 0) await pause(boundMs);
  const stale: Found[] = [];
  for (const object of differing) {
    try {
      const now = await unavailableAsRefusal(cachedObject(object.name));
      if (now?.value === object.value && (await differs(now))) stale.push(await heal(now));
    } catch (error) {
      // What was healed before that is counted all the same.
      if (stale.length === 0) throw error;
      break;
    }
  }
  return { checked, stale };
}

async function differs({ name, entry, isWhole }: Cached): Promise<boolean> {
  const origin = objectKeyOf(name);
  if (!origin || !entry || !isWhole) return true;
  const answered = await ask<unknown>(origin.builder, origin.payload);
  if ('refusal' in answered && answered.refusal.kind === 'unavailable') throw new Refusal(answered.refusal);
  // Nobody could have built what its builder refuses to.
  if (answered.snapshot === undefined) return true;
  const built = builtFrom(answered);
  return built.status !== entry.status || built.body !== entry.body;
}

/** By key: nothing is remembered, so that whoever asks next may fill it. The edges hear of it, too. */
async function heal(object: Cached): Promise<Found> {
  const { name, entry } = object;
  const since = Math.max(freshUntil(name) ?? 0, storedAt(object) ?? 0) || Date.now() - boundMs;
  const tags = entry?.tags ?? [];
  const seen = await unavailableAsRefusal(eventsSeen(tags));
  await unavailableAsRefusal(dropObject({ name }));
  const found: Found = {
    name,
    storedAt: new Date(storedAt(object) ?? 0).toISOString(),
    filledBy: entry?.filledBy ?? '',
    builder: objectKeyOf(name)?.builder ?? '',
    snapshot: entry?.snapshot ?? '',
    tags,
    eventsSeen: seen,
    staleSeconds: (Date.now() - since) / 1000,
  };
  log.error(found, 'a stale object was found and dropped');
  return found;
}

/** What it says itself, if that can be: it may have been tampered with. */
function storedAt({ entry }: Cached): number | undefined {
  const at = entry?.storedAt;
  return typeof at === 'number' && at > 0 && at <= Date.now() ? at : undefined;
}
