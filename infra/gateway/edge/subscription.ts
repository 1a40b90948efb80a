import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { log } from '../../../functions/_env/log.ts';
import { step } from '../../../functions/_env/step.ts';
import type { Invalidated } from './fence.ts';

export interface Listener {
  hear(event: Invalidated): void;
  /** Events may have been missed from here on. */
  lost(): void;
}

const channel = 'colophon:invalidated';
/** What was asked of Redis longer ago, and not answered, is not believed to be answered any more. */
const aliveMs = 500;
const pingMs = 100;
const connectMs = 1_000;
const againMs = { first: 50, most: 500 };

/**
 * One connection on which Redis tells what became stale. A connection that is merely open proves nothing: a server that hangs
 * keeps it so. What proves it is the answer to a ping, in front of which every event stands that was published before.
 */
export class Subscription {
  readonly #url: string;
  readonly #listener: Listener;
  readonly #stopping = new AbortController();
  /** When the last ping that was answered was sent; nothing was missed up to then. */
  #provenMs = Number.NEGATIVE_INFINITY;
  #sinceMs = Number.POSITIVE_INFINITY;

  constructor(url: string, listener: Listener) {
    this.#url = url;
    this.#listener = listener;
    void this.#run();
  }

  isAlive(): boolean {
    return performance.now() - this.#provenMs < aliveMs;
  }

  /** Since when, by the monotonic clock, nothing was missed. */
  get sinceMs(): number {
    return this.#sinceMs;
  }

  stop(): void {
    this.#stopping.abort();
  }

  async #run(): Promise<void> {
    let pauseMs = againMs.first;
    while (!this.#stopping.signal.aborted) {
      const wasAlive = await this.#listen().catch(() => false);
      if (this.#stopping.signal.aborted) return;
      if (wasAlive) {
        log.warn('the edge cache is empty and passes everything by: Redis is not heard any more');
        pauseMs = againMs.first;
      }
      await wait(pauseMs, undefined, { ref: false });
      pauseMs = Math.min(pauseMs * 2, againMs.most);
    }
  }

  /** Returns when the connection is not to be relied on any more. @returns whether it ever was */
  async #listen(): Promise<boolean> {
    const redis = new Redis(this.#url, {
      lazyConnect: true,
      connectTimeout: connectMs,
      retryStrategy: () => null,
      enableOfflineQueue: false,
      autoResubscribe: false,
    });
    const over = new AbortController();
    const end = () => over.abort();
    redis.on('error', end).on('close', end).on('end', end);
    // In one turn of the event loop with what comes next on the connection: here a step can kill, and nothing can wait.
    redis.on('message', (_channel, text) => {
      void step('edge.heard');
      this.#listener.hear(readEvent(text));
      void step('edge.dropped');
    });
    this.#stopping.signal.addEventListener('abort', end);
    try {
      const late = setTimeout(end, connectMs);
      await Promise.race([redis.connect().then(() => redis.subscribe(channel)), aborted(over.signal)]);
      clearTimeout(late);
      await this.#keepProving(redis, over.signal);
      return this.#sinceMs < Number.POSITIVE_INFINITY;
    } finally {
      this.#stopping.signal.removeEventListener('abort', end);
      this.#provenMs = Number.NEGATIVE_INFINITY;
      this.#sinceMs = Number.POSITIVE_INFINITY;
      redis.removeAllListeners('message');
      redis.disconnect();
      this.#listener.lost();
    }
  }

  /**
   * Waiting is counted in turns and not in milliseconds: where this process itself stood still, the answer may have come
   * meanwhile. Until it was read nothing is believed to be alive, and then nothing was missed.
   */
  async #keepProving(redis: Redis, over: AbortSignal): Promise<void> {
    for (let unanswered = 0; !over.aborted && unanswered * pingMs < aliveMs; unanswered++) {
      const sentMs = performance.now();
      redis.ping().then(
        () => {
          unanswered = 0;
          if (!over.aborted) this.#proven(sentMs);
        },
        () => undefined,
      );
      await wait(pingMs, undefined, { signal: over, ref: false }).catch(() => undefined);
    }
  }

  #proven(sentMs: number): void {
    if (this.#sinceMs === Number.POSITIVE_INFINITY) {
      this.#sinceMs = performance.now();
      log.info('the edge cache hears what becomes stale');
    }
    this.#provenMs = Math.max(this.#provenMs, sentMs);
  }
}

async function aborted(signal: AbortSignal): Promise<never> {
  if (!signal.aborted) await once(signal, 'abort');
  throw new Error('The connection is over.');
}

/** What cannot be read may have said anything. */
export function readEvent(text: string): Invalidated {
  try {
    const said = JSON.parse(text) as { xid?: unknown; tags?: unknown; name?: unknown };
    if (typeof said.xid === 'string' && typeof said.tags === 'string')
      return { kind: 'stale', tags: said.tags.split(',').filter(Boolean), xid: BigInt(said.xid) };
    if (typeof said.name === 'string') return { kind: 'dropped', name: said.name };
  } catch {
    // Below.
  }
  return { kind: 'everything' };
}
