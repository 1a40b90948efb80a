import { Random } from './interleavings/random.ts';

/** What can be made to go wrong: which part, and how. */
export const faultKinds = [
  'kill gateway',
  'kill lambda-host',
  'kill web',
  'kill postgres',
  'kill redis',
  'kill queue',
  'kill launcher',
  'pause gateway',
  'pause lambda-host',
  'pause web',
  'pause postgres',
  'pause redis',
  'pause queue',
  'cut postgres',
  'cut redis',
  'cut queue',
  'stall postgres',
  'stall redis',
  'stall queue',
  'hold fills',
  'kill everything',
] as const;
export type FaultKind = (typeof faultKinds)[number];

export interface Fault {
  kind: FaultKind;
  /** Milliseconds after the beginning of the run. */
  atMs: number;
  /** How long it lasts; a kill is over at once, and what comes after it is recovery. */
  forMs: number;
}

/** A minute of a run: writes without faults, then writes with faults, then only reads. */
export const cycle = { lengthMs: 60_000, faultsFromMs: 10_000, faultsUntilMs: 35_000, writesUntilMs: 35_000 } as const;
const faultsEach = 5;

/**
 * The faults of a run, decided by its seed alone. In each minute five follow one another; kinds are drawn without repeating
 * until each had its turn. The first minute always ends by cutting Redis and the queue off and holding builders up, since what forgets an
 * event or stores what is old shows only then.
 * Of the others every second ends with the launcher killed, or everything at once, with time to come up again.
 */
export function planOf(seed: number, seconds: number): Fault[] {
  const random = new Random(seed);
  const bag = new Bag(random);
  const faults: Fault[] = [];
  for (let minute = 0; minute * cycle.lengthMs + cycle.faultsUntilMs <= seconds * 1_000; minute++) {
    const kinds: FaultKind[] = [];
    const last = minute === 0 ? telling : minute % 2 === 0 ? [] : [wholesale[(minute >> 1) % 2]!];
    while (kinds.length + last.length < faultsEach) kinds.push(bag.draw());
    const slotMs = (cycle.faultsUntilMs - cycle.faultsFromMs) / faultsEach;
    [...kinds, ...last].forEach((kind, index) => {
      const begins = minute * cycle.lengthMs + cycle.faultsFromMs + index * slotMs;
      const atMs = Math.round(begins + random.below(slotMs * 0.1));
      faults.push({ kind, atMs, forMs: kind.startsWith('kill') ? 0 : 3_000 + random.below(slotMs * 0.85 - 3_000) });
    });
  }
  return faults;
}

/**
 * Whoever loses something loses it here. In this order, and with nothing after them: whatever has the gateway ask for everything
 * anew makes up for it, since it remembers what it has shown.
 */
const telling: FaultKind[] = ['cut redis', 'cut queue', 'hold fills'];
/** After these it takes a while until there is something again that could fail. */
const wholesale: FaultKind[] = ['kill everything', 'kill launcher'];

/** Everything but those. */
class Bag {
  readonly #random: Random;
  #left: FaultKind[] = [];

  constructor(random: Random) {
    this.#random = random;
  }

  draw(): FaultKind {
    if (this.#left.length === 0) this.#left = faultKinds.filter((kind) => !wholesale.includes(kind));
    const [drawn] = this.#left.splice(this.#random.below(this.#left.length), 1);
    return drawn!;
  }
}

/** So many posts has an author, and each is written for so long in each minute, once. */
export const turns = { posts: 16, eachMs: 2_500 } as const;
export const authors = 6;

/**
 * Which of their posts an author writes at this moment of a run; none while all rest. A post is let alone after its turn until
 * the next minute, so that a lost event is not made up for by a later one. The turns of different authors end at different
 * moments: some always end while a fault lasts.
 */
export function turnAt(atMs: number, author: number): number | undefined {
  const inMinute = atMs % cycle.lengthMs;
  if (inMinute >= cycle.writesUntilMs) return undefined;
  return Math.floor((inMinute + (author * turns.eachMs) / authors) / turns.eachMs);
}
