import { setTimeout as pause } from 'node:timers/promises';
import { step } from '../_env/step.ts';
import type { ObjectKey } from '../_keys/object-key.ts';
import { holds } from '../_keys/snapshot.ts';
import { fill, giveBack, type Lease, look, peek } from '../_redis/cache.ts';
import { CacheUnavailable } from '../_redis/client.ts';
import { type Built, snapshotOf } from '../_redis/entry.ts';
import { Coalescer } from './_coalescer.ts';

export type Build = () => Promise<Built>;

/** How an object was come by, in the words of RFC 9211. */
export type Obtained = { object: Built; how: 'hit' | 'stored' | 'miss' | 'bypass'; ageMs?: number; buildMs?: number };

/** How long one waits for another's build before building for oneself. */
const patienceMs = 400;
const attempts = 3;

const anew = new Coalescer<Obtained>();

/**
 * The read path. No object is handed out that lacks an xid which had been processed for one of its tags when it was
 * looked up; and with `version`, none that lacks the transaction before that version, unless that lies in the future.
 * Without Redis it builds each time.
 */
export async function obtain(key: ObjectKey, build: Build, version?: bigint): Promise<Obtained> {
  const enough = (object: Built) => version === undefined || version === 0n || holds(snapshotOf(object), version - 1n);
  try {
    const first = await lookAndFill(key, build, enough);
    if (first) return first;
    return await anew.run(key.name, () => buildAnew(key, build));
  } catch (error) {
    if (!(error instanceof CacheUnavailable)) throw error;
    return { ...(await timed(build)), how: 'bypass' };
  }
}

/** Undefined: there is an object, and it is not new enough for this reader. */
async function lookAndFill(
  key: ObjectKey,
  build: Build,
  enough: (object: Built) => boolean,
): Promise<Obtained | undefined> {
  const giveUpAt = Date.now() + patienceMs;
  let refused: Obtained | undefined;
  for (let attempt = 1; attempt <= attempts;) {
    const looked = await look(key);
    if (looked.kind === 'hit') {
      if (!enough(looked.entry)) return undefined;
      return { object: looked.entry, how: 'hit', ageMs: Date.now() - looked.entry.storedAt };
    }
    if (looked.kind === 'lease') {
      const built = await buildAndFill(key, build, looked.lease);
      if (built.how === 'stored') return built;
      refused = built;
      attempt++;
    } else if (Date.now() >= giveUpAt) {
      return { ...(await timed(build)), how: 'miss' };
    } else {
      await othersBuild(key, giveUpAt);
    }
  }
  return refused;
}

/**
 * The lease is asked for before the build begins: of two fills of one key the later has the younger snapshot, so an
 * object is never replaced by an older one. Without the lease the object is built all the same, and not stored.
 */
async function buildAnew(key: ObjectKey, build: Build): Promise<Obtained> {
  const looked = await look(key, true);
  if (looked.kind === 'lease') return buildAndFill(key, build, looked.lease);
  return { ...(await timed(build)), how: 'miss' };
}

async function buildAndFill(key: ObjectKey, build: Build, lease: Lease): Promise<Obtained> {
  let built: Awaited<ReturnType<typeof timed>>;
  try {
    await step('cache-read.leased');
    built = await timed(build);
  } catch (error) {
    await giveBack(key, lease).catch(() => undefined);
    throw error;
  }
  const outcome = await fill(key, built.object, lease).catch(async (error: unknown) => {
    await giveBack(key, lease).catch(() => undefined);
    if (error instanceof CacheUnavailable) return 'bypass' as const;
    throw error;
  });
  return { ...built, how: outcome === 'refused' ? 'miss' : outcome };
}

/** Returns when the object is there, or when it is worth trying for the lease again. */
async function othersBuild(key: ObjectKey, giveUpAt: number): Promise<void> {
  for (let waitMs = 4; Date.now() < giveUpAt && waitMs <= 32; waitMs *= 2) {
    await pause(waitMs);
    if (await peek(key)) return;
  }
}

async function timed(build: Build): Promise<{ object: Built; buildMs: number }> {
  const begun = performance.now();
  const object = await build();
  return { object, buildMs: performance.now() - begun };
}
