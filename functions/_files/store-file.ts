import { createHash } from 'node:crypto';
import { open, readFile, rm, writeFile } from 'node:fs/promises';
import { optionalSetting } from '../_env/settings.ts';
import { refuse } from '../_http/refusal.ts';
import { type Cleaned, cleaners, Unsound } from './clean/clean.ts';
import { diskStorage } from './disk-storage.ts';
import { type StorableType, storableType } from './file-type.ts';
import { storage } from './storage.ts';

export interface StoredFile {
  /** Where readers find it; named by its content, so it can be cached for ever. */
  path: string;
  sha256: string;
  bytes: number;
  type: string;
}

export interface Shelf {
  directory?: string;
  limitBytes?: number;
  limitPixels?: number;
}

const megabyte = 1024 * 1024;

/**
 * Takes a file into the static files: uploads and imports alike. Pictures are kept without what cameras and programs write
 * beside them, drawings without what could run. The same content twice is one file; a file is there wholly or not at all,
 * whatever ends the process in between. Refuses what is too large, damaged, or not of a type that we keep.
 */
export async function storeFile(
  content: Uint8Array | AsyncIterable<Uint8Array>,
  name: string,
  shelf: Shelf = {},
): Promise<StoredFile> {
  const kept = shelf.directory === undefined ? await storage() : diskStorage(shelf.directory);
  const limitBytes = shelf.limitBytes ?? fileLimitBytes();
  const incoming = await kept.workPath();
  try {
    const received = await receive(content, incoming, limitBytes, name);
    const type = await storableType(incoming);
    if (!type) refuseFile(name, 'is not an image (PNG, JPEG, GIF, WebP, AVIF, SVG) or a PDF');
    const cleaned = await clean(incoming, type, name, shelf.limitPixels);
    const { sha256, bytes } = cleaned ?? received;
    const file = nameOf(sha256, type);
    await kept.keep(incoming, file);
    return { path: `/files/${file}`, sha256, bytes, type: type.mime };
  } finally {
    await rm(incoming, { force: true });
  }
}

/** What we made ourselves of a file that was stored: under its hash as well. */
export async function storeMade(file: string, type: StorableType): Promise<{ path: string; bytes: number }> {
  const content = await readFile(file);
  const name = nameOf(createHash('sha256').update(content).digest('hex'), type);
  await (await storage()).keep(file, name);
  return { path: `/files/${name}`, bytes: content.length };
}

/** The name in the storage of what readers find under this path. */
export function fileNameOf(path: string): string {
  return path.slice('/files/'.length);
}

export function fileLimitBytes(): number {
  return Number(optionalSetting('FILE_LIMIT_MB') ?? 25) * megabyte;
}

function nameOf(sha256: string, { extension }: StorableType): string {
  return `${sha256.slice(0, 32)}.${extension}`;
}

async function receive(
  content: Uint8Array | AsyncIterable<Uint8Array>,
  incoming: string,
  limitBytes: number,
  name: string,
) {
  const hash = createHash('sha256');
  let bytes = 0;
  const file = await open(incoming, 'wx');
  try {
    for await (const chunk of content instanceof Uint8Array ? [content] : content) {
      bytes += chunk.length;
      if (bytes > limitBytes) refuseFile(name, `is larger than ${inWords(limitBytes)}`);
      hash.update(chunk);
      await file.writeFile(chunk);
    }
  } finally {
    await file.close();
  }
  if (bytes === 0) refuseFile(name, 'is empty');
  return { sha256: hash.digest('hex'), bytes };
}

/** Writes a picture anew, bare; undefined for what is kept as it came. */
async function clean(incoming: string, { mime, extension }: StorableType, name: string, limitPixels?: number) {
  const cleaner = cleaners[mime];
  if (!cleaner) return undefined;
  const content = await readFile(incoming);
  const cleaned = await tried(() => cleaner(content), name);
  if (extension !== 'svg') refuseTooManyPixels(cleaned, name, limitPixels ?? imageLimitPixels());
  if (!cleaned.content.equals(content)) await writeFile(incoming, cleaned.content);
  const sha256 = createHash('sha256').update(cleaned.content).digest('hex');
  return { sha256, bytes: cleaned.content.length };
}

async function tried(work: () => Cleaned | Promise<Cleaned>, name: string): Promise<Cleaned> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Unsound) refuseFile(name, error.message);
    throw error;
  }
}

function imageLimitPixels(): number {
  return Number(optionalSetting('IMAGE_LIMIT_MEGAPIXELS') ?? 100) * 1_000_000;
}

/** By what it says of itself: nothing is unpacked to find out. */
function refuseTooManyPixels({ width, height, frames }: Cleaned, name: string, limit: number): void {
  if (width * height * frames <= limit) return;
  const pictures = frames > 1 ? `${frames} pictures of ` : '';
  refuseFile(name, `has ${pictures}${width} × ${height} pixels, which is more than ${limit / 1_000_000} megapixels`);
}

function inWords(bytes: number): string {
  return bytes < megabyte ? `${bytes} bytes` : `${Math.floor(bytes / megabyte)} MB`;
}

function refuseFile(name: string, issue: string): never {
  refuse('invalid', `The file ${name} ${issue}.`, [{ field: 'file', issue }]);
}
