import { randomBytes } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { log } from '../../../functions/_env/log.ts';
import type { SharedClock } from './clock.ts';
import { type Counter, type Ledger, type Limiter, turn } from './limiter.ts';
import { settleScript } from './script.ts';

const everyMs = 100;
/** A process says twice a second that it is there, and is missed after two seconds. */
const heartbeatMs = 500;
const aliveMs = 2_000;
/** While Redis has just failed to answer, nobody waits for it. */
const pauseMs = 500;
const answerMs = 250;
/** As many as one script settles: others wait while it runs. */
const mostAtOnce = 200;

/** A counter as it was when it was sent; it goes on counting meanwhile. */
interface Sent {
  counter: Counter;
  waiters: Waiter[];
  index: number;
  mine: number;
}

type Waiter = (granted: boolean | undefined) => void;
type Connection = Redis & { colophonSettle(keys: 0, ...args: (string | number)[]): Promise<number[]> };

/**
 * Settles what the gateway processes count with each other, through Redis: in the background, all callers in one script, one at a
 * time. Where Redis is away each process counts for itself, and tells what it counted when Redis is back.
 */
export class Settlement implements Ledger {
  /** Until it has been heard. */
  isAway = true;
  /** How many there are, this one among them. */
  processes = 1;
  /** How often a request had to wait for an answer. */
  asked = 0;
  readonly #clock: SharedClock;
  readonly #limiters: Limiter[] = [];
  readonly #me = randomBytes(6).toString('base64url');
  readonly #redis: Connection;
  #queue: Counter[] = [];
  #waiting = new Map<Counter, Waiter[]>();
  #isSettling = false;
  #heardAt = -Infinity;
  #triedAt = -Infinity;
  /** When there were as many as now, or more. */
  #sharedAt = -Infinity;
  readonly #timer: NodeJS.Timeout;

  constructor(redisUrl: string, clock: SharedClock) {
    this.#clock = clock;
    this.#redis = connect(redisUrl);
    // A server that was away may have forgotten what it knew.
    this.#redis.on('ready', () => this.#tellAll());
    this.#timer = setInterval(() => this.#tick(), everyMs).unref();
  }

  serve(...limiters: Limiter[]): void {
    this.#limiters.push(...limiters);
  }

  /** Makes itself known, so that the processes that are there share from the first request on. A Redis that is away is not waited for. */
  async start(): Promise<void> {
    await Promise.race([this.#redis.connect().catch(() => undefined), wait(1_000, undefined, { ref: false })]);
    await this.#settle();
  }

  note(counter: Counter): void {
    if (counter.isQueued) return;
    counter.isQueued = true;
    this.#queue.push(counter);
  }

  reserve(counter: Counter): Promise<boolean | undefined> {
    if (this.isAway) return Promise.resolve(undefined);
    this.asked++;
    return new Promise((resolve) => {
      const waiters = this.#waiting.get(counter);
      if (waiters) waiters.push(resolve);
      else this.#waiting.set(counter, [resolve]);
      // Whoever else asks in this turn of the event loop comes along.
      if (!this.#isSettling) setImmediate(() => void this.#settle());
    });
  }

  /** Leaves behind what it counted, and is not missed. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    if (!this.isAway) {
      await this.#settle();
      await this.#redis.zrem('colophon:limits:processes', this.#me).catch(() => undefined);
    }
    this.#redis.disconnect();
  }

  #tick(): void {
    const now = performance.now();
    const isDue = this.#queue.length > 0 || now - this.#heardAt >= heartbeatMs;
    if (isDue && (!this.isAway || now - this.#triedAt >= pauseMs)) void this.#settle();
  }

  async #settle(): Promise<void> {
    if (this.#isSettling) return;
    this.#isSettling = true;
    try {
      do {
        await this.#settleSome();
      } while (this.#waiting.size > 0 || this.#queue.length >= mostAtOnce);
    } catch {
      // Whoever came meanwhile is not kept waiting.
      for (const waiters of this.#waiting.values()) for (const waiter of waiters) waiter(undefined);
      this.#waiting.clear();
    } finally {
      this.#isSettling = false;
    }
  }

  /** Those first for whom somebody waits. */
  async #settleSome(): Promise<void> {
    const batch = this.#nextBatch();
    const args: (string | number)[] = [this.#me, aliveMs];
    for (const { counter, waiters, index, mine } of batch) {
      const { name, rate } = counter.limiter;
      // With other rates for other addresses, those of one class are still counts of their own.
      args.push(
        `${name}:${rate.limit}/${rate.windowMs}:${counter.key}`,
        rate.windowMs,
        rate.limit,
        index,
        mine,
        waiters.length,
      );
    }
    try {
      this.#triedAt = performance.now();
      const [redisMs = 0, processes = 1, ...answers] = await within(answerMs, this.#redis.colophonSettle(0, ...args));
      this.#hear(redisMs, processes);
      for (const [place, part] of batch.entries()) {
        const granted = learn(part, answers.slice(place * 4, place * 4 + 4), this.#clock.now());
        for (const [order, waiter] of part.waiters.entries()) waiter(order < granted);
      }
    } catch (error) {
      if (!this.isAway) log.warn({ err: error }, 'rate limits are counted per process: Redis does not answer');
      this.isAway = true;
      for (const { counter, waiters } of batch) {
        this.note(counter);
        for (const waiter of waiters) waiter(undefined);
      }
      throw error;
    }
  }

  /** Each counter once: two entries of one would take back each other's. */
  #nextBatch(): Sent[] {
    const batch = new Map<Counter, Waiter[]>([...this.#waiting].slice(0, mostAtOnce));
    for (const counter of batch.keys()) this.#waiting.delete(counter);
    for (const counter of this.#queue.splice(0, mostAtOnce - batch.size)) {
      if (this.#waiting.has(counter)) counter.isQueued = false;
      else if (!batch.has(counter)) batch.set(counter, []);
    }
    return [...batch].map(([counter, waiters]) => {
      counter.isQueued = false;
      return { counter, waiters, index: counter.index, mine: counter.mine };
    });
  }

  #hear(redisMs: number, processes: number): void {
    const wasAway = this.isAway;
    if (wasAway && this.#heardAt !== -Infinity) log.info({ processes }, 'rate limits are settled with Redis again');
    this.isAway = false;
    this.#heardAt = performance.now();
    this.#clock.hear(redisMs);
    // A Redis that has just begun hears of one after the other.
    if (wasAway || processes >= this.processes) this.#sharedAt = this.#heardAt;
    if (processes < this.processes && this.#heardAt - this.#sharedAt < aliveMs) return;
    this.processes = processes;
    for (const limiter of this.#limiters) limiter.shareAmong(processes);
  }

  #tellAll(): void {
    for (const limiter of this.#limiters) for (const counter of limiter.untold()) this.note(counter);
  }
}

/** @returns how many were granted of those that were asked for */
function learn({ counter, ...sent }: Sent, answer: number[], now: number): number {
  const [index = 0, others = 0, othersBefore = 0, granted = 0] = answer;
  if (index > counter.index) turn(counter, index);
  // What was granted counts from where the answer says; a window that has begun meanwhile has its own.
  if (index === counter.index) {
    counter.mine += granted;
    counter.reported = (sent.index === index ? sent.mine : 0) + granted;
    counter.others = others;
    counter.othersBefore = othersBefore;
  } else if (index === counter.index - 1) {
    counter.mineBefore += granted;
    counter.othersBefore = others;
  }
  counter.heardAt = now;
  return granted;
}

/** An answer that has come while this process was busy with something else is no late one: it is read first. */
function within<T>(ms: number, answer: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => setImmediate(() => reject(new Error(`no answer within ${ms} ms`))), ms);
    answer.then(resolve, reject).finally(() => clearTimeout(late));
  });
}

function connect(url: string): Connection {
  const redis = new Redis(url, {
    lazyConnect: true,
    enableOfflineQueue: false,
    // Nobody waits so long; it is for what a hung server leaves behind.
    commandTimeout: 2_000,
    connectTimeout: 1_000,
    maxRetriesPerRequest: 0,
    retryStrategy: (times) => Math.min(times * 50, 500),
  });
  redis.defineCommand('colophonSettle', { lua: settleScript });
  redis.on('error', (error) => log.debug({ err: error }, 'redis of the rate limits'));
  return redis as Connection;
}

/** Of a gateway that has no Redis: each process for itself. */
export const noLedger: Ledger = {
  isAway: true,
  note: () => undefined,
  reserve: () => Promise.resolve(undefined),
};
