import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { optionalSetting, setting } from '../_env/settings.ts';
import { refuse } from '../_http/refusal.ts';
import { storableType } from './file-type.ts';

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
}

const anHour = 3_600_000;

/**
 * Takes a file into the static files: uploads and imports alike. The same content twice is one file; a file is there
 * wholly or not at all, whatever ends the process in between. Refuses what is too large or not of a type that we keep.
 */
export async function storeFile(
  content: Uint8Array | AsyncIterable<Uint8Array>,
  name: string,
  shelf: Shelf = {},
): Promise<StoredFile> {
  const directory = shelf.directory ?? setting('FILES_DIR');
  const limitBytes = shelf.limitBytes ?? Number(optionalSetting('FILE_LIMIT_MB') ?? 25) * 1024 * 1024;
  await prepare(directory);
  const incoming = join(directory, `.incoming-${randomUUID()}`);
  try {
    const { sha256, bytes } = await receive(content, incoming, limitBytes, name);
    const type = await storableType(incoming);
    if (!type) refuseFile(name, 'is not an image (PNG, JPEG, GIF, WebP, AVIF, SVG) or a PDF');
    const file = `${sha256.slice(0, 32)}.${type.extension}`;
    await keep(incoming, directory, file, bytes);
    return { path: `/files/${file}`, sha256, bytes, type: type.mime };
  } finally {
    await rm(incoming, { force: true });
  }
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
      if (bytes > limitBytes) refuseFile(name, `is larger than ${Math.floor(limitBytes / 1024 / 1024)} MB`);
      hash.update(chunk);
      await file.writeFile(chunk);
    }
  } finally {
    await file.close();
  }
  if (bytes === 0) refuseFile(name, 'is empty');
  return { sha256: hash.digest('hex'), bytes };
}

/** On the disk before it has its name: a power cut must not leave a name without its content. */
async function keep(incoming: string, directory: string, file: string, bytes: number): Promise<void> {
  const there = await stat(join(directory, file)).catch(() => undefined);
  if (there?.size === bytes) return;
  await flush(incoming, 'r+');
  await rename(incoming, join(directory, file));
  await flush(directory, 'r');
}

async function flush(path: string, flags: string): Promise<void> {
  const handle = await open(path, flags);
  await handle.sync().finally(() => handle.close());
}

const prepared = new Set<string>();

/** Once a process: also takes away what a killed process left behind. */
async function prepare(directory: string): Promise<void> {
  if (prepared.has(directory)) return;
  await mkdir(directory, { recursive: true });
  prepared.add(directory);
  for (const file of await readdir(directory)) {
    if (!file.startsWith('.incoming-')) continue;
    const left = await stat(join(directory, file)).catch(() => undefined);
    if (left && Date.now() - left.mtimeMs > anHour) await rm(join(directory, file), { force: true });
  }
}

function refuseFile(name: string, issue: string): never {
  refuse('invalid', `The file ${name} ${issue}.`, [{ field: 'file', issue }]);
}
