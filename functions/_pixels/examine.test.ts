import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { beforeEach, describe, expect, test } from 'vitest';
import {
  encryptedPdf,
  gifOf,
  pdfOf,
  photograph,
  picture,
  pictureAs,
  pngBomb,
  pngOf,
} from '../../infra/checks/made-files.ts';
import { useEnvironment } from '../../infra/checks/test-database.ts';
import { examine } from './examine.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'colophon-pixels-'));
  useEnvironment({ IMAGE_LIMIT_MEGAPIXELS: '100', PDF_LIMIT_PAGES: '500', MEDIA_TIMEOUT_SECONDS: '20' });
});

async function examined(type: string, content: Buffer) {
  const file = join(folder, 'file');
  await writeFile(file, content);
  return examine({ file, type, folder });
}

const sizes = (variants: { type: string; width: number; height: number }[]) =>
  variants.map(({ type, width, height }) => `${type.slice(6)} ${width}×${height}`);

// Each test starts a process, which on a busy machine takes its time.
describe('what is examined in a process of its own', { timeout: 60_000 }, () => {
  test('a photograph has variants in AVIF and WebP, upright, bare and not larger than itself', async () => {
    const turned = await picture(1000, 600).withMetadata({ orientation: 6 }).jpeg().toBuffer();
    const { width, height, pages, variants, placeholder } = await examined('image/jpeg', turned);
    expect([width, height, pages]).toEqual([600, 1000, 1]);
    expect(sizes(variants)).toEqual(['avif 480×800', 'webp 480×800', 'avif 600×1000', 'webp 600×1000']);
    for (const variant of variants) {
      const made = await sharp(variant.file).metadata();
      expect([made.width, made.height, made.orientation, made.exif, made.xmp]).toEqual([
        variant.width,
        variant.height,
        undefined,
        undefined,
        undefined,
      ]);
    }
    expect(placeholder).toMatch(/^data:image\/webp;base64,[\w+/=]+$/);
    expect(placeholder.length).toBeLessThanOrEqual(1024);
    const shown = await sharp(Buffer.from(placeholder.split(',')[1]!, 'base64')).metadata();
    expect([shown.format, shown.height]).toEqual(['webp', 16]);
  });

  test.each(['jpeg', 'png', 'webp', 'avif', 'gif'] as const)('%s is unpacked by its one decoder', async (format) => {
    const { width, height, variants } = await examined(`image/${format}`, await pictureAs(format, 61, 41));
    expect([width, height, sizes(variants)]).toEqual([61, 41, ['avif 61×41', 'webp 61×41']]);
  });

  test('nothing of where it was taken is in any variant', async () => {
    const { variants } = await examined('image/png', await photograph('png'));
    for (const { file } of variants) expect((await sharp(file).metadata()).exif).toBeUndefined();
  });

  test('a GIF that moves goes on moving, in WebP', async () => {
    const frames = Buffer.concat([Buffer.alloc(300, 9), Buffer.alloc(300, 200), Buffer.alloc(300, 90)]);
    const moving = await sharp(frames, { raw: { width: 10, height: 30, channels: 3, pageHeight: 10 } })
      .gif()
      .toBuffer();
    const { width, height, pages, variants } = await examined('image/gif', moving);
    expect([width, height, pages]).toEqual([10, 10, 3]);
    expect(sizes(variants)).toEqual(['webp 10×10']);
    expect((await sharp(variants[0]!.file, { animated: true }).metadata()).pages).toBe(3);
  });

  test('a document has a picture of its first page', async () => {
    const { width, height, pages, variants } = await examined('application/pdf', pdfOf(3));
    expect([width, height, pages]).toEqual([1440, 2160, 3]);
    expect(sizes(variants).filter((size) => size.startsWith('webp'))).toEqual([
      'webp 480×720',
      'webp 720×1080',
      'webp 960×1440',
      'webp 1440×2160',
    ]);
    const { data } = await sharp(variants.at(-1)!.file).removeAlpha().raw().toBuffer({ resolveWithObject: true });
    const at = (x: number, y: number) =>
      [...data.subarray((y * 1440 + x) * 3, (y * 1440 + x) * 3 + 3)].map((one) => Math.round(one / 50));
    // The drawing fills a square with red, counted from below; the rest of the page is white.
    expect([at(500, 1700), at(1300, 100)]).toEqual([
      [5, 0, 0],
      [5, 5, 5],
    ]);
  });

  test.each([
    [
      'a JPEG without its end',
      'image/jpeg',
      async () => (await picture(900, 900).jpeg().toBuffer()).subarray(0, 3000),
      /cannot be unpacked: it is damaged or cut off/,
    ],
    ['a PNG without pixels', 'image/png', async () => pngOf(500, 500, Buffer.from('no pixels')), /cannot be unpacked/],
    ['a picture under another name', 'image/jpeg', async () => picture().png().toBuffer(), /cannot be unpacked/],
    ['a document of no pages', 'application/pdf', async () => pdfOf(0), /cannot be read as a PDF/],
    [
      'a document that is cut off',
      'application/pdf',
      async () => pdfOf(1).subarray(0, 90),
      /cannot be read as a PDF: it is damaged or cut off/,
    ],
    [
      'a document that is a beginning',
      'application/pdf',
      async () => Buffer.from('%PDF-1.7\n'),
      /cannot be read as a PDF/,
    ],
    ['a document with a password', 'application/pdf', async () => encryptedPdf(), /is protected by a password/],
  ])('%s is unusable, with its reason', async (_, type, content, reason) => {
    await expect(examined(type, await content())).rejects.toMatchObject({
      name: 'Unusable',
      message: expect.stringMatching(reason),
    });
  });

  test('pixels and pages are limited', async () => {
    useEnvironment({ IMAGE_LIMIT_MEGAPIXELS: '1', PDF_LIMIT_PAGES: '2' });
    await expect(examined('image/png', pngBomb(2000, 1000))).rejects.toThrow('has more pixels than the limit allows');
    await expect(examined('image/gif', gifOf(1000, 1000, 2))).rejects.toThrow('has more pixels than the limit allows');
    await expect(examined('application/pdf', pdfOf(3))).rejects.toThrow('has 3 pages, more than 2');
  });

  test('a picture of eighty million pixels in a few kilobytes is unpacked within the limit of memory', async () => {
    const before = process.memoryUsage.rss();
    const bomb = pngBomb(10_000, 8_000);
    expect(bomb.length).toBeLessThan(100_000);
    expect(await examined('image/png', bomb)).toMatchObject({ width: 10_000, height: 8_000 });
    expect(process.memoryUsage.rss() - before).toBeLessThan(200 * 2 ** 20);
  });

  test('what computes for too long is ended, and says so', async () => {
    useEnvironment({ MEDIA_TIMEOUT_SECONDS: '2' });
    const endless = '0 0 m 200 0 l 200 300 l 0 300 l f '.repeat(400_000);
    await expect(examined('application/pdf', pdfOf(1, endless))).rejects.toThrow('took longer than 2 s to process');
  });

  test('what a page names elsewhere is not fetched, and a page of no size is unusable', async () => {
    await expect(examined('application/pdf', pdfOf(1, '', '0 0'))).resolves.toMatchObject({ pages: 1 });
    expect(await examined('application/pdf', pdfOf(1, '', '1 14400'))).toMatchObject({ height: 2400 });
  });
});
