import { slice, Unsound } from './cleaned.ts';

/** A box of the ISO base media format: where its type is written, and from where to where its content goes. */
export interface Box {
  type: string;
  typeAt: number;
  start: number;
  end: number;
}

const mostBoxes = 1000;

export function boxesOf(content: Buffer, from: number, to: number): Box[] {
  const boxes: Box[] = [];
  for (let at = from; at + 8 <= to;) {
    let length = slice(content, at, 4).readUInt32BE();
    const type = content.toString('latin1', at + 4, at + 8);
    let head = 8;
    if (length === 1) {
      length = Number(slice(content, at + 8, 8).readBigUInt64BE());
      head = 16;
    }
    if (length === 0) length = to - at;
    if (at + length > to) throw new Unsound('is cut off');
    if (length < head || boxes.length === mostBoxes) throw new Unsound('is damaged');
    boxes.push({ type, typeAt: at + 4, start: at + head, end: at + length });
    at += length;
  }
  return boxes;
}
