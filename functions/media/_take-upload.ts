import { storage } from '../_files/storage.ts';
import { type StoredFile, storeFile } from '../_files/store-file.ts';
import { Refusal } from '../_http/refusal.ts';
import { awaitedMedia } from '../_postgres/media/media.ts';

/** What became of the upload: kept, not kept, not there, or not wanted any more. */
export type Taken =
  | { kind: 'stored'; stored: StoredFile }
  | { kind: 'refused'; refusal: Refusal }
  | { kind: 'missing' }
  | { kind: 'taken-before' };

/** Looks at what was uploaded, and stores it where we keep it. Done twice, or by two at once, it comes to the same. */
export async function takeUpload(id: string): Promise<Taken> {
  const { awaits, fileName, limitBytes } = await awaitedMedia(id);
  if (!awaits) return { kind: 'taken-before' };
  const upload = await (await storage()).upload(id);
  if (!upload) return { kind: 'missing' };
  try {
    return { kind: 'stored', stored: await storeFile(upload.content, fileName, { limitBytes }) };
  } catch (error) {
    if (error instanceof Refusal && error.kind === 'invalid') return { kind: 'refused', refusal: error };
    throw error;
  }
}
