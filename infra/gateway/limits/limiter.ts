import type { Clock } from './clock.ts';
import type { Rate } from './rate.ts';
import { Sketch } from './sketch.ts';

/** What one caller did, here and elsewhere, in this window and in the one before. */
export interface Counter {
  readonly limiter: Limiter;
  readonly key: string;
  index: number;
  mine: number;
  mineBefore: number;
  /** What the other processes had counted when they were last heard of. */
  others: number;
  othersBefore: number;
  /** Of `mine`, what the others can know. */
  reported: number;
  heardAt: number;
  isQueued: boolean;
  /** Found no place in the table: what it did is in the sketch. */
  isHomeless: boolean;
}

/** Where counters are settled with those of other processes. */
export interface Ledger {
  /** Nobody answers there: each process counts for itself. */
  readonly isAway: boolean;
  /** Soon, and nobody waits for it. */
  note(counter: Counter): void;
  /** One more, if there is room with all that all processes have counted. Undefined if nobody answers. */
  reserve(counter: Counter): Promise<boolean | undefined>;
}

export interface LimiterOptions {
  /** Each one is asked for: where a single attempt too many matters. */
  isExact?: boolean;
  mostCallers?: number;
}

/** How much of a limit all processes together may have counted without telling each other. */
const unreportedShare = 0.05;
export const refused = -1;

/**
 * A sliding window of two buckets, of which the former counts for the part that the window still covers (as Cloudflare counts:
 * "How we built rate limiting capable of scaling to millions of domains", 2017). Refused requests do not count, so whoever
 * waits as long as it was told is served.
 *
 * Several processes: a hit is counted here and told to the others in the background. But what a process has counted and not
 * yet told stays below its part of a twentieth of the limit; beyond that it asks before it lets through. So all of them
 * together never let through more than 1.05 of the limit, in whatever burst; and whoever is far from its limit waits for nobody.
 */
export class Limiter {
  readonly name: string;
  readonly rate: Rate;
  readonly isExact: boolean;
  readonly #counters = new Map<string, Counter>();
  readonly #mostCallers: number;
  readonly #clock: Clock;
  readonly #ledger: Ledger;
  /** Made when the table is full. */
  #sketch: Sketch | undefined;
  /** The time of the last look: one request looks at the clock once. */
  #now = 0;
  #processes = 1;
  /** So many may be untold. */
  #free = 0;
  /** From so many on they are told without being asked. */
  #enoughToTell = 0;

  constructor(name: string, rate: Rate, clock: Clock, ledger: Ledger, options: LimiterOptions = {}) {
    this.name = name;
    this.rate = rate;
    this.isExact = options.isExact ?? false;
    this.#mostCallers = options.mostCallers ?? 20_000;
    this.#clock = clock;
    this.#ledger = ledger;
    this.shareAmong(1);
  }

  shareAmong(processes: number): void {
    this.#processes = Math.max(1, processes);
    const part = (among: number) => Math.floor((this.rate.limit * unreportedShare) / among);
    // One that is alone may not be any more: the next has begun before this one hears of it.
    this.#free = this.isExact ? 0 : part(this.#processes);
    this.#enoughToTell = this.isExact ? 0 : part(Math.max(2, this.#processes)) / 2;
  }

  /** The counter of a caller, as it is now. */
  counterOf(key: string): Counter {
    this.#now = this.#clock.now();
    const index = Math.floor(this.#now / this.rate.windowMs);
    const known = this.#counters.get(key);
    if (known !== undefined) {
      if (index > known.index) turn(known, index);
      return known;
    }
    const counter = newCounter(this, key, index);
    // Nobody is pushed out of a full table: neither a reader by a flood of others, nor what somebody did by who he is next.
    if (this.#counters.size < this.#mostCallers) this.#counters.set(key, counter);
    else Object.assign(counter, (this.#sketch ??= new Sketch()).read(key, index), { isHomeless: true });
    return counter;
  }

  /** Counts one more, if there is room: of a counter as `counterOf` has just given it. @returns what is left, or `refused` */
  take(counter: Counter): number | Promise<number> {
    const rest = this.#rest(counter);
    const untold = counter.mine - counter.reported;
    if (rest < 1) return this.#mayHaveRoom(counter) ? this.#ask(counter) : refused;
    if (untold >= this.#free && !this.#ledger.isAway && !counter.isHomeless) return this.#ask(counter);
    this.#count(counter);
    return Math.floor(rest - 1);
  }

  /** Counts what has happened already, room or not. */
  add(counter: Counter): void {
    this.#count(counter);
  }

  /** Takes back one that turned out not to be what is counted here. */
  giveBack(counter: Counter): void {
    if (counter.mine > 0) counter.mine--;
    else if (counter.mineBefore > 0) counter.mineBefore--;
    if (!counter.isHomeless) this.#ledger.note(counter);
  }

  /** How long until there is room for one more than there is now; whole seconds, and never none. */
  secondsUntilMore(counter: Counter): number {
    const { windowMs } = this.rate;
    const passed = this.#passed(counter);
    const current = counter.mine + counter.others;
    const before = counter.mineBefore + counter.othersBefore;
    const target = this.#limitOf(counter) - Math.max(0, Math.floor(this.#rest(counter))) - 1;
    const share = current <= target ? 1 - (target - current) / before : 2 - Math.max(0, target) / current;
    return Math.max(1, Math.ceil(((share - passed) * windowMs) / 1_000 - 1e-6) || 1);
  }

  /** Forgets whom two windows have passed. */
  sweep(): void {
    const oldest = Math.floor(this.#clock.now() / this.rate.windowMs) - 1;
    for (const [key, counter] of this.#counters) if (counter.index < oldest) this.#counters.delete(key);
  }

  get callers(): number {
    return this.#counters.size;
  }

  /** Everything that others may have to be told anew, where what they shared is lost. */
  *untold(): Generator<Counter> {
    for (const counter of this.#counters.values()) if (counter.mine > this.#enoughToTell) yield counter;
  }

  async #ask(counter: Counter): Promise<number> {
    const hasRoom = await this.#ledger.reserve(counter);
    this.#now = this.#clock.now();
    if (hasRoom === undefined) {
      const rest = this.#rest(counter);
      if (rest < 1) return refused;
      this.#count(counter);
      return Math.floor(rest - 1);
    }
    return hasRoom ? Math.max(0, Math.floor(this.#rest(counter))) : refused;
  }

  /** What others gave back is not heard of until one asks; once a second one does, where each one matters. */
  #mayHaveRoom({ others, othersBefore, heardAt }: Counter): boolean {
    if (!this.isExact || this.#ledger.isAway || others + othersBefore === 0) return false;
    return this.#now - heardAt > 1_000;
  }

  #count(counter: Counter): void {
    counter.mine++;
    if (counter.isHomeless) this.#sketch?.add(counter.key, counter.index);
    else if (!counter.isQueued && counter.mine - counter.reported > this.#enoughToTell) this.#ledger.note(counter);
  }

  #rest(counter: Counter): number {
    const { mine, others, mineBefore, othersBefore } = counter;
    const before = mineBefore + othersBefore;
    const covered = before === 0 ? 0 : before * (1 - this.#passed(counter));
    return this.#limitOf(counter) - mine - others - covered + 1e-9;
  }

  /** Of those without a place nothing is told, so each process gives its part only. */
  #limitOf({ isHomeless }: Counter): number {
    return isHomeless ? Math.max(1, Math.floor(this.rate.limit / this.#processes)) : this.rate.limit;
  }

  /** How much of the window of this counter is over, from 0 to 1. */
  #passed({ index }: Counter): number {
    return Math.min(1, Math.max(0, this.#now / this.rate.windowMs - index));
  }
}

function newCounter(limiter: Limiter, key: string, index: number): Counter {
  return {
    limiter,
    key,
    index,
    mine: 0,
    mineBefore: 0,
    others: 0,
    othersBefore: 0,
    reported: 0,
    heardAt: 0,
    isQueued: false,
    isHomeless: false,
  };
}

/** A later window has begun. */
export function turn(counter: Counter, index: number): void {
  const isNext = index === counter.index + 1;
  counter.mineBefore = isNext ? counter.mine : 0;
  counter.othersBefore = isNext ? counter.others : 0;
  counter.mine = counter.others = counter.reported = 0;
  counter.index = index;
}
