import { setTimeout as pause } from 'node:timers/promises';
import { log } from '../_env/log.ts';
import { refuse } from '../_http/refusal.ts';
import { objectKeyOf } from '../_keys/object-key.ts';
import { ask } from '../_lambda/ask.ts';
import { type BuilderAnswer, builtFrom } from '../_redis/built.ts';
import { dropObject, peek } from '../_redis/cache.ts';
import type { Entry } from '../_redis/entry.ts';
import { unavailableAsRefusal } from '../_redis/refusing.ts';
import { cachedObjects } from '../_redis/walk.ts';

export interface Verified {
  checked: number;
  fresh: number;
  /** Different from the database, and still there after the bound on staleness: those were healed. */
  stale: string[];
  /** Where to go on; '0' is the end. */
  next: string;
}

/** The bound on staleness without faults: what differs may be an event that is on its way. */
const boundMs = 1_000;

/** Compares one page of what is cached with what the database says, and drops what is stale. */
export async function verifyPage(cursor: string): Promise<Verified> {
  const { next, objects } = await unavailableAsRefusal(cachedObjects(cursor, 50));
  const differing: typeof objects = [];
  for (const object of objects) if (await differs(object.name, object.entry)) differing.push(object);
  if (differing.length > 0) await pause(boundMs);
  const stale: string[] = [];
  for (const { name, entry } of differing) {
    const now = await unavailableAsRefusal(peek({ name }));
    if (!now || now.storedAt !== entry.storedAt || !(await differs(name, now))) continue;
    log.error(
      { name, snapshot: now.snapshot, tags: now.tags, storedAt: now.storedAt },
      'a stale object was found and dropped',
    );
    await unavailableAsRefusal(dropObject({ name }));
    stale.push(name);
  }
  return { checked: objects.length, fresh: objects.length - stale.length, stale, next };
}

async function differs(name: string, entry: Entry): Promise<boolean> {
  const origin = objectKeyOf(name);
  if (!origin) return true;
  const answered = (await ask<unknown>(origin.builder, origin.payload)) as BuilderAnswer;
  if (answered.snapshot === undefined) refuse('unavailable', 'The database cannot be asked.');
  const built = builtFrom(answered);
  return built.status !== entry.status || built.body !== entry.body;
}
