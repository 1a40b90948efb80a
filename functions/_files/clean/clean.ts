import { cleanAvif } from './avif.ts';
import type { Cleaned } from './cleaned.ts';
import { cleanGif } from './gif.ts';
import { cleanJpeg } from './jpeg.ts';
import { cleanPng } from './png.ts';
import { cleanSvg } from './svg.ts';
import { cleanWebp } from './webp.ts';

type Cleaner = (content: Buffer) => Cleaned | Promise<Cleaned>;

/** By type. A document has none: it is kept as it is. */
export const cleaners: Record<string, Cleaner | undefined> = {
  'image/jpeg': cleanJpeg,
  'image/png': cleanPng,
  'image/gif': cleanGif,
  'image/webp': cleanWebp,
  'image/avif': cleanAvif,
  'image/svg+xml': cleanSvg,
};

export { type Cleaned, Unsound } from './cleaned.ts';
