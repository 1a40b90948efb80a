import { randomBytes, randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import { log } from '../../../functions/_env/log.ts';
import { measure } from '../../../functions/_env/measure.ts';
import { askBehind } from './behind.ts';
import type { Entry } from './entry.ts';
import { entryOf } from './made.ts';
import type { Edge } from './obtain.ts';

/** An entry that was stale, with all that is known of it. */
export interface Found {
  name: string;
  storedAt: string;
  filledBy: string;
  snapshot: string;
  tags: string[];
  eventsSeen: { tag: string; xid: string; at: string }[];
  /** At most this long. */
  staleSeconds: number;
}

export interface CheckerSettings {
  edge: Edge;
  /** Told of each round, to keep what it found. */
  keep: (checked: number, found: Found[]) => void;
  everyMs?: number;
  /** What differs for less than this may be an event on its way. */
  boundMs?: number;
}

/** Each costs what a reader costs who passes the edge by. */
const atOnce = 2;
const longestText = 2_000;

/**
 * Asks past the edge for a few of its entries at a time, those first that were looked at the longest ago, and drops what differs,
 * and is the same entry and differs still when the bound has passed. It asks as the gateway asks itself: no plugin counts it, and
 * to look at an entry is not to use it.
 */
export class Checker {
  readonly #settings: Required<CheckerSettings>;
  readonly #looked = new WeakMap<Entry, number>();
  readonly #stopping = new AbortController();
  #oldestSeconds = 0;
  /** Known from the first request on: there is nothing to look at before. */
  server: Pick<FastifyInstance, 'inject'> | undefined;

  constructor({ everyMs = 1_000, boundMs = 1_000, ...settings }: CheckerSettings) {
    this.#settings = { everyMs, boundMs, ...settings };
    void this.#run();
  }

  stop(): void {
    this.#stopping.abort();
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      await wait(this.#settings.everyMs, undefined, { ref: false, signal }).catch(() => undefined);
      if (signal.aborted || !this.server) continue;
      await this.#round(this.server).catch((error: unknown) =>
        log.warn({ err: error }, 'the edge could not be checked'),
      );
    }
  }

  async #round(server: Pick<FastifyInstance, 'inject'>): Promise<void> {
    const { edge, boundMs, keep } = this.#settings;
    let checked = 0;
    const differing: Entry[] = [];
    for (const entry of this.#longestAgo()) {
      const outcome = await this.#compare(server, entry);
      // Without an answer nothing is known of it, and it is not said to be anything.
      if (outcome !== 'unknown') checked++;
      if (outcome === 'differs') differing.push(entry);
      else this.#looked.set(entry, performance.now());
    }
    if (differing.length > 0) await wait(boundMs, undefined, { ref: false });
    const found: Found[] = [];
    for (const entry of differing) {
      const isThere = () => edge.store.get(entry.key) === entry;
      if (isThere() && (await this.#compare(server, entry)) === 'differs' && isThere()) found.push(this.#heal(entry));
    }
    if (checked > 0) this.#count(checked, found);
    if (checked > 0) keep(checked, found);
  }

  #longestAgo(): Entry[] {
    const since = (entry: Entry) => this.#looked.get(entry) ?? entry.bornMs;
    const chosen: Entry[] = [];
    for (const entry of this.#settings.edge.store.entries()) {
      chosen.push(entry);
      if (chosen.length > atOnce) chosen.sort((one, other) => since(one) - since(other)).pop();
    }
    return chosen;
  }

  async #compare(server: Pick<FastifyInstance, 'inject'>, entry: Entry): Promise<'same' | 'differs' | 'unknown'> {
    const asker = { server, id: randomUUID(), traceparent: newTraceparent(), address: '127.0.0.1' };
    const answer = await askBehind(asker, entry.asked, undefined, this.#settings.edge.store.largestBytes);
    if (answer.parts === undefined || !Buffer.isBuffer(answer.body)) {
      if (answer.body instanceof Readable) answer.body.destroy();
      return answer.status >= 500 ? 'unknown' : 'differs';
    }
    return isSame(entry, entryOf(entry.asked, answer, answer.parts, answer.body)) ? 'same' : 'differs';
  }

  #heal(entry: Entry): Found {
    const { edge } = this.#settings;
    edge.store.drop(entry.key);
    const tags = [...new Set(entry.parts.flatMap((part) => part.tags))];
    const since = Math.max(this.#looked.get(entry) ?? Number.NEGATIVE_INFINITY, entry.bornMs);
    const found: Found = {
      name: entry.key,
      storedAt: new Date(performance.timeOrigin + entry.bornMs).toISOString(),
      filledBy: entry.filledBy,
      snapshot: snapshotsIn(entry.partsText),
      tags,
      eventsSeen: edge.fence.rememberedOf(tags).map(({ tag, xid }) => ({ tag, xid: String(xid), at: '' })),
      staleSeconds: (performance.now() - since) / 1000,
    };
    log.error(found, 'a stale answer was found in the edge cache and dropped');
    return found;
  }

  #count(checked: number, found: Found[]): void {
    measure('colophon_freshness_checked_total', checked, 'edge');
    if (found.length === 0) return;
    this.#oldestSeconds = Math.max(this.#oldestSeconds, ...found.map(({ staleSeconds }) => staleSeconds));
    measure('colophon_freshness_stale_total', found.length, 'edge');
    measure('colophon_freshness_healed_total', found.length, 'edge');
    measure('colophon_freshness_oldest_staleness_seconds', this.#oldestSeconds, 'edge');
  }
}

function isSame(one: Entry, other: Entry): boolean {
  const header = (name: string) => one.identity.headers[name] === other.identity.headers[name];
  if (one.status !== other.status || !header('content-type') || !header('location')) return false;
  if (!one.asked.isPage) return one.etag === other.etag && one.identity.body.equals(other.identity.body);
  return withoutCopy(one.identity.body) === withoutCopy(other.identity.body);
}

/** A page tells in one place, and there alone, when this copy of it was made. */
function withoutCopy(page: Buffer): string {
  return page.toString('latin1').replace(/<p data-this-copy[^]*?<\/p>/, '');
}

function snapshotsIn(partsText: string): string {
  const snapshots = partsText.split(' ').map((part) => part.slice(0, part.indexOf('|')));
  return [...new Set(snapshots)].join(' ').slice(0, longestText);
}

function newTraceparent(): string {
  return `00-${randomBytes(16).toString('hex')}-${randomBytes(8).toString('hex')}-00`;
}
