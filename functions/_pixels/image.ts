import { access } from 'node:fs/promises';
import { type Examined, type Job, Unusable } from './examined.ts';
import { makeMoving, makeStill, type Open, widthsFor } from './renditions.ts';

/** The one decoder that each type needs; the library's others are shut. */
const decoders: Record<string, string> = {
  'image/jpeg': 'VipsForeignLoadJpegFile',
  'image/png': 'VipsForeignLoadPngFile',
  'image/gif': 'VipsForeignLoadNsgifFile',
  'image/webp': 'VipsForeignLoadWebpFile',
  'image/avif': 'VipsForeignLoadHeifFile',
};

export async function examineImage({ file, type, folder, limitPixels, withinSeconds }: Job): Promise<Examined> {
  // A file that is not there is no fault of the file.
  await access(file);
  const { default: sharp } = await import('sharp');
  sharp.cache(false);
  sharp.concurrency(1);
  sharp.block({ operation: ['VipsForeignLoad'] });
  sharp.unblock({ operation: [decoders[type] ?? ''] });
  const open: Open = (options) =>
    sharp(file, { limitInputPixels: limitPixels, failOn: 'error', sequentialRead: true, ...options }).timeout({
      seconds: withinSeconds,
    });
  const said = await open().metadata().catch(unreadable);
  const { width, height } = said.autoOrient;
  const pages = said.pages ?? 1;
  const moves = pages > 1 && (type === 'image/gif' || type === 'image/webp');
  const made = await (
    moves
      ? makeMoving(open, width, height, folder)
      : makeStill(sharp, open(), Math.max(...widthsFor(width, height)), folder)
  ).catch(unreadable);
  return { width, height, pages, ...made };
}

/** What the decoder says is about the file, and in words for its makers; what the disk says has a code, and is not. */
function unreadable(error: Error & { code?: string }): never {
  if (error.code) throw error;
  if (/pixel limit/i.test(error.message)) throw new Unusable('has more pixels than the limit allows');
  if (/timeout/i.test(error.message)) throw new Unusable('took too long to be unpacked');
  throw new Unusable(`cannot be unpacked: it is damaged or cut off (${error.message.split('\n')[0]!.slice(0, 200)})`);
}
