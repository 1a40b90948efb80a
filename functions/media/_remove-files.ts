import { log } from '../_env/log.ts';
import { storage } from '../_files/storage.ts';
import { fileNameOf } from '../_files/store-file.ts';
import { removeLeftovers } from '../_postgres/media/leftovers.ts';

/** After a deletion: what is gone for the author is soon gone for everybody. What fails here is done by schedule. */
export async function removeFiles(): Promise<void> {
  try {
    const files = await storage();
    await removeLeftovers((path) => files.remove(fileNameOf(path)), 50);
  } catch (error) {
    log.warn({ err: error }, 'files of deleted media are still there, and go by schedule');
  }
}
