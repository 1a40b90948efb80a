import { setTimeout as wait } from 'node:timers/promises';
import { step } from '../../../functions/_env/step.ts';
import { holds } from '../../../functions/_keys/snapshot.ts';
import type { ReadPart } from '../../../functions/_keys/parts.ts';
import type { Asked } from './asked.ts';
import type { Answer } from './behind.ts';
import type { Entry } from './entry.ts';
import { Fence, type Invalidated, type Moment } from './fence.ts';
import { entryOf } from './made.ts';
import { Seen } from './seen.ts';
import { Store } from './store.ts';

/** Puts what is asked to the door. With `atLeast` the answer must hold the transaction before that version. */
export type Ask = (atLeast: bigint | undefined) => Promise<Answer>;

export type Obtained =
  | { kind: 'entry'; entry: Entry; answer: Answer; how: 'stored' | 'not stored' | 'shared' }
  /** Nobody else's: as it comes. */
  | { kind: 'plain'; answer: Answer };

export interface EdgeSettings {
  maxBytes: number;
  waitMs: number;
}

/** What the edge knows of the subscription. */
export interface Hearing {
  isAlive(): boolean;
  sinceMs: number;
}

type Fetched = Obtained & { asked: Moment; history: number };

/** When an answer was asked for. */
interface Began {
  moment: Moment;
  history: number;
  beganMs: number;
}

interface Flight {
  fetched: Promise<Fetched>;
}

/** Of one caller, until what there is has to do. */
const attempts = 4;
/**
 * How much later than this process another one may hear of an event. A page is made of what others answer too, so one that was
 * asked for before that is not stored: of what they had not heard yet, nothing is remembered here.
 */
const othersLagMs = 1_000;

/**
 * The path of whatever is not in memory. Nobody is answered with what lacks an event that had been heard when they came, nor
 * with what lacks a write that anybody was shown by this process before.
 */
export class Edge {
  readonly fence = new Fence();
  readonly seen = new Seen();
  readonly store: Store;
  readonly #flights = new Map<string, Flight>();
  readonly #waitMs: number;
  /** Nobody says what becomes stale, until somebody is found who does. */
  hearing: Hearing = { isAlive: () => false, sinceMs: Number.POSITIVE_INFINITY };

  constructor({ maxBytes, waitMs }: EdgeSettings) {
    this.store = new Store(maxBytes);
    this.#waitMs = waitMs;
  }

  hear(event: Invalidated): void {
    this.fence.hear(event);
    this.store.hear(event);
    if (event.kind === 'dropped') this.seen.forget([event]);
    // Another history may follow, whose transactions have smaller numbers.
    if (event.kind === 'everything') {
      this.seen.beginHistory();
      this.#flights.clear();
    }
  }

  lost(): void {
    this.fence.lost();
    this.store.clear();
    this.#flights.clear();
  }

  /** What is in memory and new enough for this caller. */
  find({ key, minVersion }: Asked): Entry | undefined {
    if (!this.hearing.isAlive()) return undefined;
    const entry = this.store.get(key);
    if (entry === undefined || minVersion === undefined) return entry;
    return isAtLeast(entry.parts, minVersion) ? entry : undefined;
  }

  async obtain(asked: Asked, ask: Ask): Promise<Obtained> {
    const came = this.fence.now();
    let atLeast = asked.minVersion;
    for (let attempt = 1; ; attempt++) {
      let { isOwn, fetched } = await this.#share(asked, atLeast, ask);
      const isLast = attempt === attempts;
      // What failed for the one who asked is not everybody's failure: each of the others asks for themselves.
      if (fetched.kind === 'plain' && !isOwn) {
        isOwn = true;
        fetched = await this.#fetch(asked, atLeast, ask);
      }
      if (fetched.kind === 'plain') return fetched;
      const { parts } = fetched.entry;
      const { isTooOld, lacks } = this.fence.judge(parts, fetched.asked, came);
      const lacking = largest(lacks, this.seen.lacking(parts, fetched.history));
      if (!isTooOld && lacking === undefined) return isOwn ? fetched : { ...fetched, how: 'shared' };
      if (isLast) {
        // It was built after it was asked for, and so it is the youngest that there is: what was shown before is of another history.
        if (!isTooOld) this.seen.forget(parts);
        return fetched;
      }
      if (lacking !== undefined && (atLeast === undefined || lacking >= atLeast)) atLeast = lacking + 1n;
    }
  }

  /** Asks, or waits with those who did; but not for ever, and not while nobody says what becomes stale. */
  async #share(asked: Asked, atLeast: bigint | undefined, ask: Ask): Promise<{ isOwn: boolean; fetched: Fetched }> {
    const isAlive = this.hearing.isAlive();
    if (!isAlive || asked.minVersion !== undefined)
      return { isOwn: true, fetched: await this.#fetch(asked, atLeast, ask) };
    const name = atLeast === undefined ? asked.key : `${atLeast} ${asked.key}`;
    const flight = this.#flights.get(name);
    if (flight) {
      const fetched = await Promise.race([
        flight.fetched.catch(() => undefined),
        wait(this.#waitMs, undefined, { ref: false }),
      ]);
      if (fetched) return { isOwn: false, fetched };
      return { isOwn: true, fetched: await this.#fetch(asked, atLeast, ask) };
    }
    const own: Flight = { fetched: this.#fetch(asked, atLeast, ask) };
    this.#flights.set(name, own);
    try {
      return { isOwn: true, fetched: await own.fetched };
    } finally {
      if (this.#flights.get(name) === own) this.#flights.delete(name);
    }
  }

  async #fetch(asked: Asked, atLeast: bigint | undefined, ask: Ask): Promise<Fetched> {
    const moment = this.fence.now();
    const history = this.seen.history();
    const beganMs = performance.now();
    const answer = await ask(atLeast);
    await step('edge.fetched');
    if (answer.parts === undefined || !Buffer.isBuffer(answer.body))
      return { kind: 'plain', answer, asked: moment, history };
    const entry = entryOf(asked, answer, answer.parts, answer.body);
    const how = this.#keep(asked, entry, { moment, history, beganMs });
    await step('edge.kept');
    return { kind: 'entry', entry, answer, how, asked: moment, history };
  }

  /** In one turn of the event loop: what is judged is what is stored. */
  #keep(asked: Asked, entry: Entry, began: Began): 'stored' | 'not stored' {
    const { parts } = entry;
    const { moment, history, beganMs } = began;
    if (this.seen.lacking(parts, history) !== undefined) return 'not stored';
    for (const part of this.seen.show(parts, history)) this.store.dropOlder(part);
    const { hearing } = this;
    // What was published before that may have been missed, and is not remembered here.
    const mayBeStored =
      hearing.isAlive() &&
      this.fence.judge(parts, moment, moment).mayBeStored &&
      beganMs > hearing.sinceMs + (asked.isPage ? othersLagMs : 0);
    if (!mayBeStored) return 'not stored';
    this.store.put(entry);
    return this.store.get(entry.key) === entry ? 'stored' : 'not stored';
  }
}

function isAtLeast(parts: readonly ReadPart[], minVersion: bigint): boolean {
  return minVersion === 0n || parts.every(({ snapshot }) => holds(snapshot, minVersion - 1n));
}

function largest(one: bigint | undefined, other: bigint | undefined): bigint | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return one > other ? one : other;
}
