import { crc32, deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { gifOf, photograph, picture, pictureAs, pngChunk, pngOf } from '../../../infra/checks/made-files.ts';
import { cleaners } from './clean.ts';

const clean = (format: string, content: Buffer) => cleaners[`image/${format}`]!(content);
const upright = (content: Buffer) => sharp(content).autoOrient().raw().toBuffer();

test.each(['jpeg', 'png', 'webp', 'avif'] as const)(
  '%s: place and author are gone, and the picture is the same to the pixel',
  async (format) => {
    const original = await photograph(format);
    expect(original.includes('Somebody Secret')).toBe(true);
    const { content, width, height, frames } = await clean(format, original);
    expect(content.includes('Somebody')).toBe(false);
    const { exif, xmp, iptc } = await sharp(content).metadata();
    const text = exif?.toString('latin1') ?? '';
    expect([xmp, iptc, /[A-Za-z]{4}/.test(text.replace('Exif', ''))]).toEqual([undefined, undefined, false]);
    expect([width, height, frames]).toEqual([60, 40, 1]);
    expect((await upright(content)).equals(await upright(original))).toBe(true);
  },
);

test.each(['jpeg', 'png', 'webp'] as const)('%s: which side is up stays, and nothing else of EXIF', async (format) => {
  const { content } = await clean(format, await photograph(format, 8));
  const { orientation, exif, width, autoOrient } = await sharp(content).metadata();
  expect([orientation, width, autoOrient.width]).toEqual([8, 60, 40]);
  expect(exif!.length).toBeLessThan(40);
});

test.each(['jpeg', 'png', 'webp', 'avif', 'gif'] as const)(
  '%s: cleaned twice it is what it was after once',
  async (format) => {
    const once = await clean(format, await pictureAs(format));
    expect((await clean(format, once.content)).content.equals(once.content)).toBe(true);
  },
);

test.each(['jpeg', 'png', 'webp', 'gif'] as const)('%s: what is hidden behind its end is gone', async (format) => {
  const original = await pictureAs(format);
  const { content } = await clean(format, Buffer.concat([original, Buffer.from('PK\x03\x04 an archive <script>')]));
  expect(content.includes('archive')).toBe(false);
  expect((await upright(content)).equals(await upright(original))).toBe(true);
});

test.each(['jpeg', 'png', 'webp', 'avif', 'gif'] as const)(
  '%s: cut off anywhere it is refused, or is whole pictures',
  async (format) => {
    const original = await picture(300, 200).toFormat(format).toBuffer();
    for (const share of [0.05, 0.3, 0.6, 0.9, 0.99]) {
      await expect(
        (async () => clean(format, original.subarray(0, Math.floor(original.length * share))))(),
      ).rejects.toThrow(/is cut off|holds no picture|is damaged/);
    }
  },
);

/** A parser that trusts what it reads ends in a RangeError or never. */
test.each(['jpeg', 'png', 'webp', 'avif', 'gif'] as const)(
  '%s: a thousand damaged files are refused or cleaned, and never a fault',
  async (format) => {
    const original = await pictureAs(format);
    let seed = 7;
    const random = (below: number) => (seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31) % below;
    for (let round = 0; round < 1000; round++) {
      const damaged = Buffer.from(original);
      for (let change = 0; change < 1 + random(8); change++) damaged[12 + random(damaged.length - 12)] = random(256);
      await Promise.resolve()
        .then(() => clean(format, damaged))
        .catch((error: Error) => expect([error.name, error.message]).toEqual(['Unsound', error.message]));
    }
  },
);

test('a GIF that is also a web page is a GIF afterwards', async () => {
  const { content } = await clean('gif', gifOf(10, 10, 2, '/*<html><script>alert(1)</script>'));
  expect(content.includes('<')).toBe(false);
  expect((await sharp(content, { animated: true }).metadata()).pages).toBe(2);
});

test('how often a GIF is played stays', async () => {
  const moving = await sharp(Buffer.concat([Buffer.alloc(300, 9), Buffer.alloc(300, 200)]), {
    raw: { width: 10, height: 20, channels: 3, pageHeight: 10 },
  })
    .gif({ loop: 3, delay: [100, 200] })
    .toBuffer();
  const { content, frames } = await clean('gif', moving);
  expect(frames).toBe(2);
  expect(await sharp(content, { animated: true }).metadata()).toMatchObject({ loop: 3, delay: [100, 200], pages: 2 });
});

test('words that programs write into a PNG are gone', async () => {
  const words = pngChunk('tEXt', Buffer.from('Author\0Somebody'));
  const packed = pngChunk('zTXt', Buffer.concat([Buffer.from('Comment\0\0'), deflateSync(Buffer.alloc(9_000_000))]));
  const { content } = await clean('png', pngOf(2, 2, deflateSync(Buffer.alloc(6)), words, packed));
  expect(content.includes('Somebody')).toBe(false);
  expect(content.length).toBeLessThan(100);
});

test('a colour profile that unpacks to more than any profile is gone', async () => {
  const bomb = pngChunk('iCCP', Buffer.concat([Buffer.from('bomb\0\0'), deflateSync(Buffer.alloc(50_000_000))]));
  const { content } = await clean('png', pngOf(2, 2, deflateSync(Buffer.alloc(6)), bomb));
  expect(content.includes('iCCP')).toBe(false);
});

test('the checksums of what we write are right', async () => {
  const { content } = await clean('png', await photograph('png', 3));
  const at = content.indexOf('eXIf');
  const length = content.readUInt32BE(at - 4);
  expect(content.readUInt32BE(at + 4 + length)).toBe(crc32(content.subarray(at, at + 4 + length)));
});

test('what a header says of its size is believed without unpacking', async () => {
  expect(await clean('png', pngOf(60_000, 60_000, Buffer.from('nothing')))).toMatchObject({
    width: 60_000,
    height: 60_000,
  });
  expect(await clean('gif', gifOf(60_000, 60_000, 3))).toMatchObject({ width: 60_000, frames: 3 });
});

test('a JPEG of more scans than any camera makes is refused', async () => {
  const original = await picture().jpeg({ progressive: true }).toBuffer();
  const scan = original.subarray(original.lastIndexOf(Buffer.from([0xff, 0xda])), -2);
  const many = Buffer.concat([
    original.subarray(0, -2),
    ...Array.from({ length: 100 }, () => scan),
    original.subarray(-2),
  ]);
  await expect((async () => clean('jpeg', many))()).rejects.toThrow('is made of more than 100 scans');
});
