import { type Cleaned, slice, Unsound } from './cleaned.ts';
import { orientationAlone, orientationOf } from './orientation.ts';

const ofThePicture = new Set(['VP8 ', 'VP8L', 'VP8X', 'ALPH', 'ANIM', 'ANMF', 'ICCP']);
const hasExif = 0x08;
const hasXmp = 0x04;

/** Keeps the chunks that the picture is made of, and which side is up. */
export function cleanWebp(content: Buffer): Cleaned {
  const end = 8 + slice(content, 4, 4).readUInt32LE();
  if (end > content.length) throw new Unsound('is cut off');
  const kept: Buffer[] = [];
  let size: { width: number; height: number } | undefined;
  let extended: Buffer | undefined;
  let orientation: number | undefined;
  let frames = 0;
  for (let at = 12; at + 8 <= end;) {
    const type = content.toString('latin1', at, at + 4);
    const length = content.readUInt32LE(at + 4);
    const payload = slice(content.subarray(0, end), at + 8, length);
    size ??= sizeOf(type, payload);
    if (type === 'EXIF') orientation ??= orientationOf(withoutPrefix(payload));
    if (type === 'ANMF') frames++;
    if (ofThePicture.has(type)) kept.push(chunkOf(type, type === 'VP8X' ? (extended = Buffer.from(payload)) : payload));
    at += 8 + length + (length % 2);
  }
  if (!size) throw new Unsound('holds no picture');
  if (extended) {
    extended[0]! &= ~(hasExif | hasXmp);
    if (orientation) {
      extended[0]! |= hasExif;
      kept.push(chunkOf('EXIF', orientationAlone(orientation)));
    }
    // chunkOf has copied it before.
    kept[0] = chunkOf('VP8X', extended);
  }
  const body = Buffer.concat([Buffer.from('WEBP'), ...kept]);
  const head = Buffer.from('RIFF\0\0\0\0', 'latin1');
  head.writeUInt32LE(body.length, 4);
  return { content: Buffer.concat([head, body]), ...size, frames: Math.max(frames, 1) };
}

function chunkOf(type: string, payload: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.write(type, 'latin1');
  head.writeUInt32LE(payload.length, 4);
  return Buffer.concat([head, payload, Buffer.alloc(payload.length % 2)]);
}

/** Some programs write it as a JPEG has it. */
function withoutPrefix(exif: Buffer): Buffer {
  return exif.toString('latin1', 0, 6) === 'Exif\0\0' ? exif.subarray(6) : exif;
}

function sizeOf(type: string, payload: Buffer): { width: number; height: number } | undefined {
  if (type === 'VP8X') {
    const head = slice(payload, 0, 10);
    return { width: 1 + head.readUIntLE(4, 3), height: 1 + head.readUIntLE(7, 3) };
  }
  if (type === 'VP8L') {
    const bits = slice(payload, 1, 4).readUInt32LE();
    return { width: 1 + (bits & 0x3fff), height: 1 + ((bits >>> 14) & 0x3fff) };
  }
  if (type !== 'VP8 ') return undefined;
  const head = slice(payload, 0, 10);
  return { width: head.readUInt16LE(6) & 0x3fff, height: head.readUInt16LE(8) & 0x3fff };
}
