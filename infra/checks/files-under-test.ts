import { createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { inject } from 'vitest';
import { uploadsFolder } from '../../functions/_files/upload-target.ts';
import { useEnvironment } from './test-database.ts';

export interface FilesUnderTest {
  directory: string;
  uploads: string;
  /** What readers could ask for. */
  served(): Promise<string[]>;
  /** Puts a file where the gateway would. */
  put(id: string, content: Uint8Array): Promise<void>;
}

/** Folders for one test file, which the functions under test find in their settings. */
export async function filesUnderTest(): Promise<FilesUnderTest> {
  const directory = join(await mkdtemp(join(inject('services').dir, 'data-')), 'files');
  const uploads = uploadsFolder(directory);
  await mkdir(directory, { recursive: true });
  await mkdir(uploads);
  useEnvironment({
    FILES_DIR: directory,
    PUBLIC_URL: 'http://colophon.example',
    UPLOAD_SECRET: 'secret of the checks',
  });
  return {
    directory,
    uploads,
    served: async () => (await readdir(directory)).filter((name) => !name.startsWith('.')).sort(),
    put: (id, content) => pipeline(Readable.from([content]), createWriteStream(join(uploads, id))),
  };
}
