import { storage } from '../_files/storage.ts';
import { fileNameOf } from '../_files/store-file.ts';
import { answer } from '../_lambda/answer.ts';
import { removeLeftovers } from '../_postgres/media/leftovers.ts';

/** Longer than any target is good for. */
const uploadsMs = 24 * 3_600_000;

/** By schedule: files of deleted media that are still there, and uploads that nobody completed. */
export const handler = answer(async () => {
  const files = await storage();
  await files.sweepUploads(new Date(Date.now() - uploadsMs));
  return { value: { removed: await removeLeftovers((path) => files.remove(fileNameOf(path))) } };
});
