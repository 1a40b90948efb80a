import { LRUCache } from 'lru-cache';
import type { ReadPart } from '../../../functions/_keys/parts.ts';
import type { Snapshot } from '../../../functions/_keys/snapshot.ts';

const names = 10_000;

interface Shown extends Pick<ReadPart, 'etag' | 'snapshot'> {
  history: number;
}

/**
 * The youngest that readers were shown of each object, so that none of them sees a write gone again: an answer may be shown
 * that no cache kept, and what the caches keep is older until its event arrives.
 */
export class Seen {
  readonly #youngest = new LRUCache<string, Shown>({ max: names });
  #history = 0;

  /** Which history of the database an answer belongs to that is asked for now. */
  history(): number {
    return this.#history;
  }

  /** Another history may begin, whose transactions have smaller numbers: what was shown before binds no answer of it. */
  beginHistory(): void {
    this.#history++;
  }

  /** A transaction that readers have seen and that this part may lack; undefined where it shows what they saw, or later. */
  lacking(parts: readonly ReadPart[], history: number): bigint | undefined {
    let lacking: bigint | undefined;
    for (const part of parts) {
      const shown = this.#youngest.get(part.name);
      if (!shown || shown.history < history || !isOtherThan(shown, part)) continue;
      const missing = missingIn(part.snapshot, shown.snapshot);
      if (missing !== undefined && (lacking === undefined || missing > lacking)) lacking = missing;
    }
    return lacking;
  }

  /** @returns the parts that show something else than what was shown before */
  show(parts: readonly ReadPart[], history: number): ReadPart[] {
    return parts.filter(({ name, etag, snapshot }) => {
      const shown = this.#youngest.get(name);
      if (shown && history < shown.history) return false;
      if (shown?.history === history && missingIn(snapshot, shown.snapshot) !== undefined) return false;
      this.#youngest.set(name, { etag, snapshot, history });
      return shown === undefined || isOtherThan(shown, { etag });
    });
  }

  forget(parts: readonly { name: string }[]): void {
    for (const { name } of parts) this.#youngest.delete(name);
  }
}

const isOtherThan = (one: Pick<ReadPart, 'etag'>, other: Pick<ReadPart, 'etag'>) => one.etag !== other.etag;

/**
 * Snapshots of one server follow each other: each holds all that the one before it held. So the younger one reaches further, or
 * equally far with fewer still running; and what it holds and the other does not is its last, or what ran then.
 * @returns a transaction that `later` holds and `snapshot` does not; undefined if `snapshot` is not the older one
 */
export function missingIn(snapshot: Snapshot, later: Snapshot): bigint | undefined {
  if (snapshot.xmax < later.xmax) return later.xmax - 1n;
  if (snapshot.xmax > later.xmax) return undefined;
  return snapshot.running.findLast((xid) => !later.running.includes(xid));
}
