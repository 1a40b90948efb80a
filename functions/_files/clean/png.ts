import { crc32, inflateSync } from 'node:zlib';
import { type Cleaned, slice, Unsound } from './cleaned.ts';
import { orientationAlone, orientationOf } from './orientation.ts';

/** What the picture, its colours and its movement are made of. Words, dates, places and whatever programs add are not. */
const ofThePicture = new Set(
  'IHDR PLTE IDAT IEND tRNS cHRM gAMA iCCP sBIT sRGB cICP mDCV cLLI bKGD pHYs acTL fcTL fdAT'.split(' '),
);
const mostProfileBytes = 4 * 1024 * 1024;

/** Keeps the chunks that the picture is made of, up to its end. */
export function cleanPng(content: Buffer): Cleaned {
  const kept = [content.subarray(0, 8)];
  const header = slice(content, 8, 25);
  if (header.toString('latin1', 4, 8) !== 'IHDR' || header.readUInt32BE() !== 13) throw new Unsound('is damaged');
  const [width, height] = [header.readUInt32BE(8), header.readUInt32BE(12)];
  if (width === 0 || height === 0) throw new Unsound('holds no picture');
  let pixels = false;
  for (let at = 8; ;) {
    const length = slice(content, at, 8).readUInt32BE();
    const type = content.toString('latin1', at + 4, at + 8);
    const chunk = slice(content, at, 12 + length);
    const payload = chunk.subarray(8, 8 + length);
    const orientation = type === 'eXIf' ? orientationOf(payload) : undefined;
    if (orientation) kept.push(chunkOf('eXIf', orientationAlone(orientation)));
    if (ofThePicture.has(type) && (type !== 'iCCP' || isSmallProfile(payload))) kept.push(chunk);
    if (type === 'IDAT') pixels = true;
    at += chunk.length;
    if (type === 'IEND') break;
  }
  if (!pixels) throw new Unsound('holds no picture');
  return { content: Buffer.concat(kept), width, height, frames: 1 };
}

function chunkOf(type: string, payload: Buffer): Buffer {
  const chunk = Buffer.concat([Buffer.alloc(4), Buffer.from(type, 'latin1'), payload, Buffer.alloc(4)]);
  chunk.writeUInt32BE(payload.length);
  chunk.writeUInt32BE(crc32(chunk.subarray(4, -4)), chunk.length - 4);
  return chunk;
}

/** A colour profile is compressed, and may be made to unpack to gigabytes. */
function isSmallProfile(payload: Buffer): boolean {
  const name = payload.indexOf(0);
  if (name < 1 || name > 79) return false;
  try {
    inflateSync(payload.subarray(name + 2), { maxOutputLength: mostProfileBytes });
    return true;
  } catch {
    return false;
  }
}
