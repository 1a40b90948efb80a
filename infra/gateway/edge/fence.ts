import type { ReadPart } from '../../../functions/_keys/parts.ts';
import { holds } from '../../../functions/_keys/snapshot.ts';

/** What cache-invalidate publishes. */
export type Invalidated =
  | { kind: 'stale'; tags: string[]; xid: bigint }
  /** One object was dropped, to be built anew: what it had been is not to be trusted, whatever it claims. */
  | { kind: 'dropped'; name: string }
  | { kind: 'everything' };

/** A place among the events that were heard; events have the numbers from 1. */
export type Moment = number;

export interface Verdict {
  mayBeStored: boolean;
  /** Not to be handed to this caller, who came after something that the answer does not know of. */
  isTooOld: boolean;
  /** What the answer lacks, where it is a transaction. */
  lacks?: bigint | undefined;
}

/** Longer than anything behind us takes to answer. */
const rememberMs = 60_000;
const rememberAtMost = 100_000;

/**
 * Remembers which transactions made which tags stale, and holds answers against them: a fetch may have begun before an event
 * and end after it, with what was true before. Each part of an answer is held against its own tags alone.
 */
export class Fence {
  readonly #xids = new Map<string, { xid: bigint; at: Moment }[]>();
  readonly #dropped = new Map<string, Moment>();
  /** What is to be forgotten next, the oldest first. */
  #remembered: { forget: () => void; at: Moment; timeMs: number }[] = [];
  #now: Moment = 0;
  /** No answer that was asked for before is stored: of what became stale then, nothing is remembered. */
  #beginning: Moment = 0;

  now(): Moment {
    return this.#now;
  }

  hear(event: Invalidated): void {
    this.#now++;
    this.#forgetOld();
    if (event.kind === 'everything') this.#begin();
    else if (event.kind === 'dropped') this.#rememberDrop(event.name);
    else for (const tag of event.tags) this.#rememberXid(tag, event.xid);
  }

  /** Events may have been missed. */
  lost(): void {
    this.#now++;
    this.#begin();
  }

  /**
   * @param asked the moment at which the answer was asked for
   * @param came the moment at which the caller came, who gets nothing that lacks what had been heard by then
   */
  judge(parts: readonly ReadPart[], asked: Moment, came: Moment): Verdict {
    const verdict: Verdict = {
      mayBeStored: asked >= this.#beginning,
      isTooOld: asked < this.#beginning && came >= this.#beginning,
    };
    for (const part of parts) {
      const dropped = this.#dropped.get(part.name);
      if (dropped !== undefined && dropped > asked) {
        verdict.mayBeStored = false;
        verdict.isTooOld ||= came >= dropped;
      }
      for (const tag of part.tags) this.#judgeTag(tag, part, came, verdict);
    }
    return verdict;
  }

  /** The transactions that are remembered of these tags, for whoever looks into a case. */
  rememberedOf(tags: readonly string[]): { tag: string; xid: bigint }[] {
    return tags.flatMap((tag) => (this.#xids.get(tag) ?? []).map(({ xid }) => ({ tag, xid })));
  }

  #judgeTag(tag: string, part: ReadPart, came: Moment, verdict: Verdict): void {
    for (const { xid, at } of this.#xids.get(tag) ?? []) {
      if (holds(part.snapshot, xid)) continue;
      verdict.mayBeStored = false;
      if (at > came) continue;
      verdict.isTooOld = true;
      if (verdict.lacks === undefined || xid > verdict.lacks) verdict.lacks = xid;
    }
  }

  #begin(): void {
    this.#beginning = this.#now;
    this.#xids.clear();
    this.#dropped.clear();
    this.#remembered = [];
  }

  #rememberXid(tag: string, xid: bigint): void {
    const xids = this.#xids.get(tag) ?? [];
    this.#xids.set(tag, xids);
    xids.push({ xid, at: this.#now });
    this.#remember(() => {
      xids.shift();
      if (xids.length === 0) this.#xids.delete(tag);
    });
  }

  #rememberDrop(name: string): void {
    const at = this.#now;
    this.#dropped.set(name, at);
    this.#remember(() => {
      if (this.#dropped.get(name) === at) this.#dropped.delete(name);
    });
  }

  #remember(forget: () => void): void {
    this.#remembered.push({ forget, at: this.#now, timeMs: performance.now() });
  }

  /** What was asked for before that which is forgotten is not stored any more, if it is still under way at all. */
  #forgetOld(): void {
    const before = performance.now() - rememberMs;
    let count = Math.max(0, this.#remembered.length - rememberAtMost);
    while (count < this.#remembered.length && this.#remembered[count]!.timeMs < before) count++;
    for (const { forget, at } of this.#remembered.splice(0, count)) {
      forget();
      this.#beginning = Math.max(this.#beginning, at);
    }
  }
}
