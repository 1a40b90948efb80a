import { type Cleaned, slice, Unsound } from './cleaned.ts';

const extension = 0x21;
const image = 0x2c;
const trailer = 0x3b;
const control = 0xf9;
const application = 0xff;

/** Keeps the pictures and how they follow each other. Comments are where a GIF that is also a web page has its page. */
export function cleanGif(content: Buffer): Cleaned {
  const screen = slice(content, 0, 13);
  let [width, height] = [screen.readUInt16LE(6), screen.readUInt16LE(8)];
  let at = 13 + tableBytes(screen[10]!);
  const kept = [slice(content, 0, at)];
  let frames = 0;
  while (at < content.length && content[at] !== trailer) {
    const start = at;
    if (content[at] === image) {
      const head = slice(content, at, 10);
      // A picture may reach beyond the screen, which then grows for whoever unpacks it.
      width = Math.max(width, head.readUInt16LE(1) + head.readUInt16LE(5));
      height = Math.max(height, head.readUInt16LE(3) + head.readUInt16LE(7));
      at = afterBlocks(content, at + 10 + tableBytes(head[9]!) + 1);
      kept.push(content.subarray(start, at));
      frames++;
    } else if (content[at] === extension) {
      const label = slice(content, at + 1, 1)[0];
      at = afterBlocks(content, at + 2);
      const block = content.subarray(start, at);
      if (label === control || (label === application && isLoop(block))) kept.push(block);
    } else throw new Unsound('is damaged');
  }
  if (frames === 0 || width === 0 || height === 0) throw new Unsound('holds no picture');
  return { content: Buffer.concat([...kept, Buffer.from([trailer])]), width, height, frames };
}

function tableBytes(flags: number): number {
  return flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0;
}

function afterBlocks(content: Buffer, start: number): number {
  for (let at = start; ;) {
    const length = slice(content, at, 1)[0]!;
    at += 1 + length;
    if (length === 0) return at;
  }
}

/** How often it is played: nothing else that applications add is kept, nor more of it than this. */
function isLoop(block: Buffer): boolean {
  return /^(NETSCAPE2\.0|ANIMEXTS1\.0)$/.test(block.toString('latin1', 3, 14)) && block.length === 19;
}
