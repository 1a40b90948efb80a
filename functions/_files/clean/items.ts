import { boxesOf } from './boxes.ts';
import { slice, Unsound } from './cleaned.ts';

const mostItems = 10_000;

/** From `iinf`: what kind each item is, by its id. */
export function itemTypes(info: Buffer): Map<number, string> {
  const version = slice(info, 0, 4)[0]!;
  const types = new Map<number, string>();
  for (const { type, start, end } of boxesOf(info, version === 0 ? 6 : 8, info.length)) {
    if (type !== 'infe') continue;
    const entry = info.subarray(start, end);
    const entryVersion = slice(entry, 0, 4)[0]!;
    if (entryVersion < 2) continue;
    const id = entryVersion === 2 ? slice(entry, 4, 2).readUInt16BE() : slice(entry, 4, 4).readUInt32BE();
    types.set(id, slice(entry, entryVersion === 2 ? 8 : 10, 4).toString('latin1'));
  }
  return types;
}

export interface Extent {
  id: number;
  offset: number;
  length: number;
  base: 'file' | 'idat';
}

/** From `iloc`: where the bytes of each item lie. */
export function itemExtents(places: Buffer): Extent[] {
  let at = 0;
  const number = (bytes: number): number => {
    const part = slice(places, at, bytes);
    at += bytes;
    if (bytes === 0) return 0;
    if (bytes === 8) return Number(part.readBigUInt64BE());
    if (bytes > 4) throw new Unsound('is damaged');
    return part.readUIntBE(0, bytes);
  };
  const version = number(1);
  number(3);
  const sizes = number(2);
  const [offsetBytes, lengthBytes, baseBytes, indexBytes] = [
    sizes >> 12,
    (sizes >> 8) & 15,
    (sizes >> 4) & 15,
    sizes & 15,
  ];
  const items = number(version < 2 ? 2 : 4);
  const extents: Extent[] = [];
  for (let item = 0; item < items; item++) {
    const id = number(version < 2 ? 2 : 4);
    const construction = version > 0 ? number(2) & 15 : 0;
    number(2);
    const baseOffset = number(baseBytes);
    for (let left = number(2); left > 0; left--) {
      if (version > 0) number(indexBytes);
      const offset = baseOffset + number(offsetBytes);
      const length = number(lengthBytes);
      if (extents.length === mostItems) throw new Unsound('is damaged');
      if (construction < 2) extents.push({ id, offset, length, base: construction === 1 ? 'idat' : 'file' });
    }
  }
  return extents;
}
