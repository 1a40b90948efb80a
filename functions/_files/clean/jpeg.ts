import { type Cleaned, slice, Unsound } from './cleaned.ts';
import { orientationAlone, orientationOf } from './orientation.ts';

const startOfImage = 0xd8;
const endOfImage = 0xd9;
const startOfScan = 0xda;
/** A progressive picture of a camera has about ten; each is a pass over all pixels for whoever shows it. */
const mostScans = 100;

const exif = Buffer.from('Exif\0\0', 'latin1');

/** Keeps what the picture is made of, its colours (ICC) and which side is up. The compressed pixels stay as they are. */
export function cleanJpeg(content: Buffer): Cleaned {
  const kept: Buffer[] = [];
  let size: { width: number; height: number } | undefined;
  let orientation: number | undefined;
  let scans = 0;
  for (let at = 2; ;) {
    while (content[at] === 0xff && content[at + 1] === 0xff) at++;
    const [prefix, marker = 0] = slice(content, at, 2);
    if (prefix !== 0xff) throw new Unsound('is damaged');
    if (marker === endOfImage) break;
    if (marker === startOfImage) throw new Unsound('is damaged');
    const length = 2 + slice(content, at + 2, 2).readUInt16BE();
    const segment = slice(content, at, length);
    const payload = segment.subarray(4);
    if (isFrame(marker))
      size = { height: slice(payload, 1, 2).readUInt16BE(), width: slice(payload, 3, 2).readUInt16BE() };
    if (marker === 0xe1 && payload.subarray(0, 6).equals(exif)) orientation ??= orientationOf(payload.subarray(6));
    if (isOfThePicture(marker, payload)) kept.push(marker === 0xe0 ? withoutThumbnail(segment) : segment);
    at += length;
    if (marker !== startOfScan) continue;
    if (++scans > mostScans) throw new Unsound(`is made of more than ${mostScans} scans`);
    const end = endOfScan(content, at);
    kept.push(content.subarray(at, end));
    at = end;
  }
  if (!size || size.width === 0 || size.height === 0 || scans === 0) throw new Unsound('holds no picture');
  const parts = [Buffer.from([0xff, startOfImage]), ...(orientation ? [orientationSegment(orientation)] : []), ...kept];
  return { content: Buffer.concat([...parts, Buffer.from([0xff, endOfImage])]), ...size, frames: 1 };
}

function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
}

/** Of what applications add: JFIF, the colour profile, and Adobe's word on how colours are stored. */
function isOfThePicture(marker: number, payload: Buffer): boolean {
  if (marker === 0xfe) return false;
  if (marker < 0xe0 || marker > 0xef) return true;
  const name = payload.toString('latin1', 0, 12);
  if (marker === 0xe0) return name.startsWith('JFIF\0') && payload.length >= 14;
  if (marker === 0xe2) return name.startsWith('ICC_PROFILE\0');
  return marker === 0xee && name.startsWith('Adobe');
}

function withoutThumbnail(jfif: Buffer): Buffer {
  const bare = Buffer.from(jfif.subarray(0, 18));
  bare.writeUInt16BE(16, 2);
  bare.fill(0, 16);
  return bare;
}

function orientationSegment(value: number): Buffer {
  const payload = Buffer.concat([exif, orientationAlone(value)]);
  const head = Buffer.from([0xff, 0xe1, 0, 0]);
  head.writeUInt16BE(payload.length + 2, 2);
  return Buffer.concat([head, payload]);
}

/** Compressed pixels go on until a marker; FF 00 and restarts are none. */
function endOfScan(content: Buffer, start: number): number {
  for (let at = start; ;) {
    at = content.indexOf(0xff, at);
    const next = content[at + 1];
    if (at < 0 || next === undefined) throw new Unsound('is cut off');
    if (next !== 0 && next !== 0xff && !(next >= 0xd0 && next <= 0xd7)) return at;
    at += next === 0xff ? 1 : 2;
  }
}
