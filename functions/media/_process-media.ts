import { mkdir, rm, stat } from 'node:fs/promises';
import { step } from '../_env/step.ts';
import { drawingSize } from '../_files/drawing-size.ts';
import { storage } from '../_files/storage.ts';
import { fileNameOf, storeMade } from '../_files/store-file.ts';
import { type BegunJob, failJob, finishJob, type Result } from '../_postgres/media/media-jobs.ts';
import { type Examined, examine, Unusable } from '../_pixels/examine.ts';

/** Examines the stored file, keeps its variants, and says so in one transaction. Done twice it comes to the same. */
export async function processMedia(mediaId: string, job: BegunJob): Promise<void> {
  const files = await storage();
  const folder = await files.workPath();
  await mkdir(folder);
  try {
    const file = await files.local(fileNameOf(job.path), folder);
    const result =
      job.type === 'image/svg+xml'
        ? await drawn(file)
        : await kept(await examine({ file, type: job.type, folder }), job);
    await step('media.processed');
    await finishJob(mediaId, result);
    await step('media.finished');
  } catch (error) {
    if (!(error instanceof Unusable)) throw error;
    await failJob(mediaId, `The file ${error.message}.`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** A drawing is sharp at every size: it needs no variants. */
async function drawn(file: string): Promise<Result> {
  return { ...(await drawingSize(file)), pages: 1, placeholder: '', variants: [] };
}

/** A variant that is larger than the picture itself helps nobody; the first page of a document has nothing else. */
async function kept({ variants, ...found }: Examined, { type, bytes }: BegunJob): Promise<Result> {
  const stored: Result['variants'] = [];
  for (const { file, type: made, width, height } of variants) {
    if (type !== 'application/pdf' && (await stat(file)).size >= bytes) continue;
    const named = await storeMade(file, { mime: made, extension: made.slice('image/'.length) });
    stored.push({ ...named, type: made, width, height });
  }
  return { ...found, variants: stored };
}
