import { holds } from '../../../functions/_keys/snapshot.ts';
import { readParts, type ReadPart } from '../../../functions/_keys/parts.ts';
import type { Invalidated } from '../../gateway/edge/fence.ts';

interface Written {
  xid: bigint;
  tags: readonly string[];
  /** When this gateway had taken it in: the number of events before it. */
  order: number;
}

/** How things stood when a reader asked. */
export interface Moment {
  events: number;
  /** What anybody had been shown of each object, up to then. */
  shown: Map<string, ReadPart>;
}

/**
 * Judges the answers of one gateway, by rules of its own: it looks at single transactions, and knows nothing of the order of
 * snapshots. An answer must hold what the gateway had heard when it was asked for, and what anybody had been shown by then.
 */
export class Onlooker {
  readonly #name: string;
  readonly #written = new Map<string, Written[]>();
  readonly #shown = new Map<string, ReadPart>();
  #events = 0;
  readonly verdicts: string[] = [];
  readonly counts = { answers: 0, hits: 0, stored: 0, refused: 0, collapsed: 0, events: 0 };

  constructor(name: string) {
    this.#name = name;
  }

  hears(event: Invalidated): void {
    if (event.kind !== 'stale') return;
    this.counts.events = ++this.#events;
    for (const tag of event.tags) {
      const written = this.#written.get(tag) ?? [];
      this.#written.set(tag, written);
      written.push({ xid: event.xid, tags: event.tags, order: this.#events });
    }
  }

  asks(): Moment {
    return { events: this.#events, shown: new Map(this.#shown) };
  }

  sees(path: string, response: Response, asked: Moment): void {
    const status = response.headers.get('cache-status') ?? '';
    this.counts.answers++;
    if (/colophon-edge; hit/.test(status)) this.counts.hits++;
    else if (/colophon-edge; fwd=miss; stored/.test(status)) this.counts.stored++;
    else if (/collapsed/.test(status)) this.counts.collapsed++;
    else this.counts.refused++;
    for (const part of readParts(response.headers.get('x-colophon-parts') ?? '') ?? []) {
      const where = `${this.#name} ${path} (${status})`;
      this.#judgeEvents(part, asked, where);
      this.#judgeShown(part, asked, where);
      this.#remember(part);
    }
  }

  #judgeEvents(part: ReadPart, { events }: Moment, where: string): void {
    for (const { xid, tag } of this.#touching(part, events))
      if (!holds(part.snapshot, xid)) this.verdicts.push(`${where}: ${part.name} lacks ${xid} of ${tag}`);
  }

  #judgeShown(part: ReadPart, { shown }: Moment, where: string): void {
    const before = shown.get(part.name);
    if (!before || before.etag === part.etag) return;
    for (const { xid, tag } of this.#touching(part, this.#events))
      if (holds(before.snapshot, xid) && !holds(part.snapshot, xid))
        this.verdicts.push(`${where}: of ${part.name}, ${xid} of ${tag} had been seen and is gone`);
  }

  #remember(part: ReadPart): void {
    const before = this.#shown.get(part.name);
    if (!before || part.snapshot.xmax >= before.snapshot.xmax) this.#shown.set(part.name, part);
  }

  *#touching(part: ReadPart, events: number): Generator<{ xid: bigint; tag: string }> {
    for (const tag of part.tags)
      for (const { xid, order } of this.#written.get(tag) ?? []) if (order <= events) yield { xid, tag };
  }
}
