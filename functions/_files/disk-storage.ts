import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { setting } from '../_env/settings.ts';
import type { Storage } from './storage.ts';
import { uploadPath, uploadsFolder } from './upload-target.ts';

/** Files in FILES_DIR, uploads in the folder beside it. */
export function diskStorage(directory = setting('FILES_DIR')): Storage {
  const uploads = uploadsFolder(directory);
  return {
    async workPath() {
      await prepare(directory);
      // On the same disk, and with a name that nobody serves.
      return join(directory, `${atWork}${randomUUID()}`);
    },
    async keep(file, name) {
      const there = join(directory, name);
      const bytes = (await stat(file)).size;
      if ((await sizeOf(there)) === bytes) return rm(file, { force: true });
      await flush(file, 'r+');
      await rename(file, there);
      await flush(directory, 'r');
    },
    has: async (name) => (await sizeOf(join(directory, name))) !== undefined,
    local: async (name) => join(directory, name),
    remove: (name) => rm(join(directory, name), { force: true }),
    async uploadTarget({ id, limitBytes, expiresAt }) {
      const path = uploadPath({ id, limitBytes, expires: expiresAt.getTime() }, setting('UPLOAD_SECRET'));
      return { method: 'PUT', url: new URL(path, setting('PUBLIC_URL')).href };
    },
    async upload(id) {
      const file = join(uploads, id);
      const bytes = await sizeOf(file);
      return bytes ? { bytes, content: createReadStream(file) } : undefined;
    },
    // An empty file stays, by which the gateway knows that this target has served.
    endUpload: (id) => truncate(join(uploads, id)).catch(() => undefined),
    sweepUploads: (before) => removeOlder(uploads, before),
  };
}

async function sizeOf(file: string): Promise<number | undefined> {
  return stat(file).then(
    ({ size }) => size,
    () => undefined,
  );
}

/** On the disk before it has its name: a power cut must not leave a name without its content. */
async function flush(path: string, flags: string): Promise<void> {
  const handle = await open(path, flags);
  await handle.sync().finally(() => handle.close());
}

const anHour = 3_600_000;
const atWork = '.incoming-';
const prepared = new Set<string>();

/** Once a process: also takes away what a killed process left behind. */
async function prepare(directory: string): Promise<void> {
  if (prepared.has(directory)) return;
  await mkdir(directory, { recursive: true });
  prepared.add(directory);
  await removeOlder(directory, new Date(Date.now() - anHour), atWork);
}

async function removeOlder(folder: string, before: Date, prefix = ''): Promise<void> {
  for (const file of await readdir(folder).catch(() => [])) {
    const left = file.startsWith(prefix) ? await stat(join(folder, file)).catch(() => undefined) : undefined;
    if (left && left.mtime < before) await rm(join(folder, file), { force: true, recursive: true });
  }
}
