import { createHash } from 'node:crypto';
import type { Cached } from '../_redis/walk.ts';

/** What was compared in this process and was right, to the byte, and when that was: the longest ago comes first. */
const known = new Map<string, { digest: string; at: number }>();
const mostKnown = 20_000;

export function noteFresh({ name, value }: Cached): void {
  known.delete(name);
  known.set(name, { digest: digestOf(value), at: Date.now() });
  if (known.size > mostKnown) known.delete(known.keys().next().value!);
}

/** When what lay under this name was last right, whatever it was. */
export function freshUntil(name: string): number | undefined {
  return known.get(name)?.at;
}

/**
 * What to look at first: what is damaged by its own account, then what nobody has looked at yet since it was stored, then what
 * was looked at the longest ago.
 */
export function mostDoubtfulFirst(objects: Cached[]): { fresh: Cached[]; unknown: Cached[] } {
  const seen = objects.map((object) => ({ object, at: knownSince(object) }));
  const unknown = seen.filter(({ at }) => at === undefined).map(({ object }) => object);
  const fresh = seen.filter(({ at }) => at !== undefined).sort((one, other) => one.at! - other.at!);
  return {
    unknown: unknown.sort((one, other) => Number(one.isWhole) - Number(other.isWhole)),
    fresh: fresh.map(({ object }) => object),
  };
}

function knownSince({ name, value }: Cached): number | undefined {
  const before = known.get(name);
  return before?.digest === digestOf(value) ? before.at : undefined;
}

function digestOf(value: string): string {
  return createHash('sha1').update(value).digest('base64');
}
