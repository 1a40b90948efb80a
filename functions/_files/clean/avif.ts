import { type Cleaned, slice, Unsound } from './cleaned.ts';
import { boxesOf } from './boxes.ts';
import { itemExtents, itemTypes } from './items.ts';

/** Of what stands beside each other in the file. Everything else keeps its place, which others count from, and loses its content. */
const ofThePicture = new Set(['ftyp', 'meta', 'mdat', 'moov', 'free']);

/**
 * Blanks EXIF and XMP where they lie, and whatever else is not of the picture. Which side is up is said elsewhere here, and
 * stays.
 */
export function cleanAvif(original: Buffer): Cleaned {
  const content = Buffer.from(original);
  let size: { width: number; height: number } | undefined;
  for (const box of boxesOf(content, 0, content.length)) {
    if (box.type === 'meta') size = cleanMeta(content, box.start, box.end);
    if (box.type === 'moov') {
      for (const inner of boxesOf(content, box.start, box.end))
        if (/^(udta|meta|uuid)$/.test(inner.type)) blank(content, inner);
    }
    if (!ofThePicture.has(box.type)) blank(content, box);
  }
  if (!size || size.width === 0 || size.height === 0) throw new Unsound('holds no picture');
  return { content, ...size, frames: 1 };
}

function blank(content: Buffer, { typeAt, start, end }: { typeAt: number; start: number; end: number }): void {
  content.write('free', typeAt, 'latin1');
  content.fill(0, start, end);
}

function cleanMeta(content: Buffer, start: number, end: number) {
  // After version and flags.
  const boxes = boxesOf(content, start + 4, end);
  const [info, places, properties, inside] = ['iinf', 'iloc', 'iprp', 'idat'].map((type) =>
    boxes.find((box) => box.type === type),
  );
  if (!info || !places || !properties) throw new Unsound('holds no picture');
  for (const box of boxes) if (box.type === 'uuid' || box.type === 'udta') blank(content, box);
  const types = itemTypes(content.subarray(info.start, info.end));
  for (const { id, offset, length, base } of itemExtents(content.subarray(places.start, places.end))) {
    const type = types.get(id);
    if (type !== 'Exif' && type !== 'mime' && type !== 'uri ') continue;
    const from = base === 'idat' ? (inside?.start ?? content.length) + offset : offset;
    slice(content, from, length).fill(0);
  }
  return largest(content, properties.start, properties.end);
}

/** Of a picture that is put together from tiles, the whole is the largest. */
function largest(content: Buffer, start: number, end: number) {
  const container = boxesOf(content, start, end).find(({ type }) => type === 'ipco');
  let size = { width: 0, height: 0 };
  for (const box of container ? boxesOf(content, container.start, container.end) : []) {
    if (box.type !== 'ispe') continue;
    const [width, height] = [
      slice(content, box.start + 4, 4).readUInt32BE(),
      slice(content, box.start + 8, 4).readUInt32BE(),
    ];
    if (width * height > size.width * size.height) size = { width, height };
  }
  return size;
}
