import { parseSnapshot, type Snapshot } from './snapshot.ts';

/**
 * What an answer was built from: one part for an object of the API, several for a page. The caches in front hold each part
 * against the events of its own tags.
 */
export interface Part {
  /** The object's, as its key names it. */
  name: string;
  /** Of what was built: parts of one name and one content are alike, whatever their snapshots. */
  etag: string;
  snapshot: string;
  tags: string[];
}

export interface ReadPart extends Omit<Part, 'snapshot'> {
  snapshot: Snapshot;
}

/** Asks for the parts, and carries them. It is the gateway's own: none comes in from outside, and none leaves. */
export const partsHeader = 'x-colophon-parts';
export const partsWanted = 'wanted';

/** A part as a header can hold it; several are joined by spaces. */
export function writePart({ name, etag, snapshot, tags }: Part): string {
  return [snapshot, etag, encodeURI(name), tags.map(encodeURI).join(',')].join('|');
}

/** Undefined for what nobody of us wrote. */
export function readParts(text: string): ReadPart[] | undefined {
  try {
    return text.split(' ').map(readPart);
  } catch {
    return undefined;
  }
}

function readPart(text: string): ReadPart {
  const [snapshot = '', etag = '', name = '', tags = '', ...rest] = text.split('|');
  if (rest.length > 0 || tags === '') throw new Error(`"${text}" is not a part.`);
  return { name: decodeURI(name), etag, snapshot: parseSnapshot(snapshot), tags: tags.split(',').map(decodeURI) };
}
