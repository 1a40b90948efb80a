import { setTimeout as pause } from 'node:timers/promises';
import type { OutboxEvent } from '../../../functions/_postgres/events/outbox.ts';
import { invalidate } from '../../../functions/_redis/cache.ts';
import type { Judge } from './judge.ts';
import type { Random } from './random.ts';

/** A queue at its worst: what it takes arrives late, twice, and out of order. */
export class Courier {
  readonly #random: Random;
  readonly #judge: Judge;
  readonly #afterEach: () => Promise<void>;
  readonly #underWay = new Set<Promise<void>>();
  delivered = 0;

  constructor(random: Random, judge: Judge, afterEach: () => Promise<void>) {
    this.#random = random;
    this.#judge = judge;
    this.#afterEach = afterEach;
  }

  /** Takes all but a few, which the relay must send again. */
  async *take(events: OutboxEvent[]): AsyncGenerator<OutboxEvent[]> {
    const taken = events.filter(() => !this.#random.chance(0.05));
    for (const event of taken) {
      const copies = this.#random.chance(0.2) ? 2 : 1;
      for (let copy = 0; copy < copies; copy++)
        this.#send(event, this.#random.below(this.#random.chance(0.1) ? 60 : 12));
    }
    yield taken;
  }

  async allArrived(): Promise<void> {
    while (this.#underWay.size > 0) await Promise.all(this.#underWay);
  }

  #send(event: OutboxEvent, delayMs: number): void {
    const way = this.#deliver(event, delayMs).finally(() => this.#underWay.delete(way));
    this.#underWay.add(way);
  }

  async #deliver(event: OutboxEvent, delayMs: number): Promise<void> {
    await pause(delayMs);
    const xid = BigInt(event.xid);
    await invalidate({ tags: event.tags, xid });
    this.#judge.processed(xid, event.tags);
    this.delivered++;
    await this.#afterEach();
  }
}
