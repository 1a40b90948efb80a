import { LRUCache } from 'lru-cache';
import type { ReadPart } from '../../../functions/_keys/parts.ts';
import { holds } from '../../../functions/_keys/snapshot.ts';
import { bytesOf, type Entry } from './entry.ts';
import type { Invalidated } from './fence.ts';
import { missingIn } from './seen.ts';

/** Of the whole, for what callers can invent: 404s, queries, other spellings of an address. */
const inventedShare = 1 / 8;
/** No single answer pushes out more than this share of its kind. */
const largestShare = 1 / 4;

/** Whole answers by key, within a number of bytes, and from each tag and object to the answers that were built from it. */
export class Store {
  readonly #published: LRUCache<string, Entry>;
  readonly #invented: LRUCache<string, Entry>;
  readonly #byTag = new Map<string, Set<Entry>>();
  readonly #byName = new Map<string, Set<Entry>>();

  constructor(maxBytes: number) {
    this.#published = this.#lru(maxBytes * (1 - inventedShare));
    this.#invented = this.#lru(maxBytes * inventedShare);
  }

  get(key: string): Entry | undefined {
    return this.#published.get(key) ?? this.#invented.get(key);
  }

  /** The larger answers are not kept at all. */
  get largestBytes(): number {
    return this.#published.maxSize * largestShare;
  }

  put(entry: Entry): void {
    this.drop(entry.key);
    const place = this.#placeOf(entry);
    if (bytesOf(entry) > place.maxSize * largestShare) return;
    for (const part of entry.parts) {
      add(this.#byName, part.name, entry);
      for (const tag of part.tags) add(this.#byTag, tag, entry);
    }
    place.set(entry.key, entry);
  }

  /** To be called when an entry has grown. One that is not kept any more is not brought back. */
  weigh(entry: Entry): void {
    const place = this.#placeOf(entry);
    if (place.peek(entry.key) === entry) place.set(entry.key, entry, { size: bytesOf(entry) });
  }

  /** Everything that is kept; to look at it is not to use it. */
  *entries(): Generator<Entry> {
    yield* this.#published.values();
    yield* this.#invented.values();
  }

  drop(key: string): void {
    this.#published.delete(key);
    this.#invented.delete(key);
  }

  clear(): void {
    this.#published.clear();
    this.#invented.clear();
    this.#byTag.clear();
    this.#byName.clear();
  }

  get size(): { entries: number; bytes: number; tags: number } {
    return {
      entries: this.#published.size + this.#invented.size,
      bytes: this.#published.calculatedSize + this.#invented.calculatedSize,
      tags: this.#byTag.size,
    };
  }

  hear(event: Invalidated): void {
    if (event.kind === 'everything') this.clear();
    else if (event.kind === 'dropped') this.#dropAll(this.#byName.get(event.name), () => true);
    else for (const tag of event.tags) this.#dropStale(tag, event.xid);
  }

  /** Drops what shows an older and other content of this object than readers were shown by now. */
  dropOlder({ name, etag, snapshot }: ReadPart): void {
    this.#dropAll(this.#byName.get(name), ({ parts }) =>
      parts.some(
        (part) => part.name === name && part.etag !== etag && missingIn(part.snapshot, snapshot) !== undefined,
      ),
    );
  }

  #dropStale(tag: string, xid: bigint): void {
    this.#dropAll(this.#byTag.get(tag), ({ parts }) =>
      parts.some((part) => part.tags.includes(tag) && !holds(part.snapshot, xid)),
    );
  }

  #dropAll(entries: Set<Entry> | undefined, isStale: (entry: Entry) => boolean): void {
    for (const entry of entries ?? []) if (isStale(entry)) this.drop(entry.key);
  }

  #placeOf({ isInvented }: Entry): LRUCache<string, Entry> {
    return isInvented ? this.#invented : this.#published;
  }

  #lru(maxBytes: number): LRUCache<string, Entry> {
    return new LRUCache({
      maxSize: Math.max(1, Math.floor(maxBytes)),
      sizeCalculation: bytesOf,
      noDisposeOnSet: true,
      dispose: (entry) => this.#forget(entry),
    });
  }

  #forget(entry: Entry): void {
    for (const part of entry.parts) {
      remove(this.#byName, part.name, entry);
      for (const tag of part.tags) remove(this.#byTag, tag, entry);
    }
  }
}

function add(index: Map<string, Set<Entry>>, name: string, entry: Entry): void {
  const entries = index.get(name);
  if (entries) entries.add(entry);
  else index.set(name, new Set([entry]));
}

function remove(index: Map<string, Set<Entry>>, name: string, entry: Entry): void {
  const entries = index.get(name);
  if (entries?.delete(entry) && entries.size === 0) index.delete(name);
}
