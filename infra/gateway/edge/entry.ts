import type { ReadPart } from '../../../functions/_keys/parts.ts';
import type { Encoding } from '../encoding.ts';
import type { Asked } from './asked.ts';

/** What is sent for a request: one form of an entry. */
export interface Representation {
  body: Buffer;
  /** The same bytes, one for each; made when they are first sent. */
  characters?: string;
  /** Everything that is the same for each of its readers; with the lengths and tags of this form. */
  headers: Record<string, string>;
  /** The same, name after value; made when they are first sent. */
  lines?: string[];
}

/** An answer as it is kept. */
export interface Entry {
  key: string;
  /** How to ask for it again. */
  asked: Asked;
  /** The request that had it built. */
  filledBy: string;
  status: number;
  identity: Representation;
  /** Made behind the readers' backs, when there have been some. */
  variants: Partial<Record<Encoding, Representation>>;
  /** In the identity form, with its quotes; undefined where there is nothing to compare. */
  etag: string | undefined;
  /** The body of a problem names its request; it stands between these two, and `identity` holds it without. */
  aroundRequestId: [Buffer, Buffer] | undefined;
  parts: readonly ReadPart[];
  partsText: string;
  /** What Server-Timing says of a hit, but for its age and how long it took. */
  hitTiming: string;
  /** When what is kept was built or last known to be true, by the monotonic clock: Age counts from here. */
  bornMs: number;
  hits: number;
  /** Of a kind that callers can invent any number of. */
  isInvented: boolean;
}

/** About what an entry takes besides its bytes: headers, parts, its places in indexes. */
const overheadBytes = 2_048;

export function bytesOf({ key, identity, variants, partsText }: Entry): number {
  const bodies = [identity, ...Object.values(variants)].reduce((sum, { body }) => sum + 2 * body.length, 0);
  return bodies + key.length + 2 * partsText.length + overheadBytes;
}
