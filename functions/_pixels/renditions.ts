import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type SharpFactory from 'sharp';
import type { Sharp, SharpOptions } from 'sharp';
import type { MadeVariant } from './examined.ts';

/** For phones, tablets, desktops, and those of twice the density. */
const widths = [480, 720, 960, 1440, 1920];
/** What the formats and who shows them can take. */
const mostHeight = 16_000;
/** The encoder of AVIF is slow, and a tenth of the bytes costs it five times the time: beyond this a picture has WebP alone. */
const mostAvifPixels = 6_000_000;

export type Open = (options?: SharpOptions) => Sharp;

/** How wide the variants of a picture are: not wider than itself, and once as wide as it is where that is not too much. */
export function widthsFor(width: number, height: number): number[] {
  const most = Math.min(width, widths.at(-1)!, Math.max(1, Math.floor((mostHeight / height) * width)));
  // One that is nearly as wide as the next would only take up space.
  return [...widths.filter((one) => one < most * 0.85), most];
}

/** Upright, in the colours of the web, and without metadata: unpacked once, as wide as the widest variant. */
export async function makeStill(
  sharp: typeof SharpFactory,
  picture: Sharp,
  widest: number,
  folder: string,
): Promise<{ variants: MadeVariant[]; placeholder: string }> {
  const upright = picture.autoOrient().resize({ width: widest, withoutEnlargement: true }).toColourspace('srgb');
  const { data, info } = await upright.raw().toBuffer({ resolveWithObject: true });
  const { width, height, channels } = info;
  const open: Open = () => sharp(data, { raw: { width, height, channels }, limitInputPixels: false });
  const variants: MadeVariant[] = [];
  for (const each of widthsFor(width, height)) {
    const fits = each * Math.round((each * height) / width) <= mostAvifPixels;
    if (fits)
      variants.push(await make(open().resize({ width: each }).avif({ quality: 55, effort: 2 }), 'avif', folder));
    variants.push(await make(open().resize({ width: each }).webp({ quality: 80, effort: 4 }), 'webp', folder));
  }
  return { variants, placeholder: await placeholderOf(open()) };
}

/** A picture that moves goes on moving: in WebP, which is a fraction of a GIF. */
export async function makeMoving(
  open: Open,
  width: number,
  height: number,
  folder: string,
): Promise<{ variants: MadeVariant[]; placeholder: string }> {
  const variants: MadeVariant[] = [];
  for (const each of widthsFor(width, height)) {
    const moving = open({ animated: true }).resize({ width: each }).webp({ quality: 75, effort: 3 });
    const { file, type, width: made } = await make(moving, 'webp', folder);
    variants.push({ file, type, width: made, height: Math.max(1, Math.round((made * height) / width)) });
  }
  return { variants, placeholder: await placeholderOf(open()) };
}

async function make(picture: Sharp, format: 'avif' | 'webp', folder: string): Promise<MadeVariant> {
  const { data, info } = await picture.toBuffer({ resolveWithObject: true });
  const file = join(folder, `${info.width}.${format}`);
  await writeFile(file, data);
  return { file, type: `image/${format}`, width: info.width, height: info.height };
}

/** A few pixels, small enough to stand in a page. */
async function placeholderOf(picture: Sharp): Promise<string> {
  const small = await picture.resize({ width: 16, height: 16, fit: 'inside' }).webp({ quality: 30 }).toBuffer();
  const uri = `data:image/webp;base64,${small.toString('base64')}`;
  return uri.length <= 1024 ? uri : '';
}
