import type { Snapshot } from '../_keys/snapshot.ts';
import { parseSnapshot } from '../_keys/snapshot.ts';

/** What a builder handed over: the whole object as text, and from when and what it was built. */
export interface Built {
  /** 200; 404 where nothing is published under this name; 308 where that is at another address now. */
  status: 200 | 404 | 308;
  /** The object; of a 404 what to say, of a 308 the address. */
  body: string;
  etag: string;
  snapshot: string;
  tags: string[];
}

/** A cached object as it comes back. */
export interface Entry extends Built {
  /** When it was stored, in Unix milliseconds. */
  storedAt: number;
  /** The request that had it built and stored. */
  filledBy?: string;
}

/** A line of JSON about the object, then its body, untouched, for the reader. */
export function encodeEntry(built: Built, storedAt: number, filledBy?: string): string {
  const { body, ...header } = built;
  return `${JSON.stringify({ ...header, storedAt, filledBy })}\n${body}`;
}

/** Undefined for what is not an entry of ours, so that a damaged one is built anew. */
export function decodeEntry(value: string): Entry | undefined {
  const end = value.indexOf('\n');
  try {
    const header = JSON.parse(value.slice(0, end)) as Omit<Entry, 'body'>;
    if (typeof header.snapshot !== 'string' || typeof header.etag !== 'string' || !Array.isArray(header.tags))
      return undefined;
    return { ...header, body: value.slice(end + 1) };
  } catch {
    return undefined;
  }
}

export function snapshotOf(entry: Built): Snapshot {
  return parseSnapshot(entry.snapshot);
}
