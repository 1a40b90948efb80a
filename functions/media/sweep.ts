import { storage } from '../_files/storage.ts';
import { fileNameOf } from '../_files/store-file.ts';
import { answer } from '../_lambda/answer.ts';
import { removeLeftovers } from '../_postgres/media/leftovers.ts';
import { giveUpTargets } from '../_postgres/media/media.ts';

/** Longer than any target is good for. */
const uploadsMs = 24 * 3_600_000;

/** By schedule: uploads that nobody completed, and files of deleted media that are still there. */
export const handler = answer(async () => {
  const files = await storage();
  const before = new Date(Date.now() - uploadsMs);
  await giveUpTargets(before);
  await files.sweepUploads(before);
  return { value: { removed: await removeLeftovers((path) => files.remove(fileNameOf(path))) } };
});
