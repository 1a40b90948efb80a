import { createReadStream } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import { basename, join, sep } from 'node:path';
import { type StoredFile, storeFile } from '../../../functions/_files/store-file.ts';
import type { Ask } from './ask.ts';

/** Where readers find it, what it is, and the media that it became; a rehearsal makes none. */
export type LocalFile = { path: string; type?: string; mediaId?: string } | { issue: string } | undefined;

/** Looks for a file below the folder and takes it into the static files, once however many posts name it. */
export type TakeFile = (target: string) => Promise<LocalFile>;

/** Tells of a file that was stored: pictures and documents are media, whichever way they came. Answers the id. */
export type Register = (stored: StoredFile, fileName: string) => Promise<string>;

/** A file is media once, however often it is brought in. */
export function registerWith(ask: Ask): Register {
  return async (stored, fileName) => (await ask<{ id: string }>('media-register', { ...stored, fileName })).id;
}

/** A rehearsal makes nothing. */
export const registerNothing: Register = () => Promise.resolve('');

export function localFiles(folder: string, filesDirectory: string, register: Register): TakeFile {
  const taken = new Map<string, Promise<LocalFile>>();
  return (target) => {
    const before = taken.get(target);
    if (before) return before;
    const taking = take(folder, target, filesDirectory, register);
    taken.set(target, taking);
    return taking;
  };
}

async function take(folder: string, target: string, directory: string, register: Register): Promise<LocalFile> {
  const file = join(folder, target);
  const found = await stat(file).catch(() => undefined);
  if (!found?.isFile()) return undefined;
  // A link inside the folder must not publish what lies outside of it.
  if (!(await realpath(file)).startsWith((await realpath(folder)) + sep)) return { issue: 'lies outside the folder' };
  try {
    const stored = await storeFile(createReadStream(file), target, { directory });
    const mediaId = await register(stored, basename(target));
    return { path: stored.path, type: stored.type, mediaId };
  } catch (error) {
    if (error instanceof Error && 'violations' in error)
      return { issue: (error.violations as { issue: string }[])[0]?.issue ?? error.message };
    throw error;
  }
}
