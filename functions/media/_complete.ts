import { log } from '../_env/log.ts';
import { step } from '../_env/step.ts';
import { Media_State as State, MediaSchema } from '../../proto/gen/colophon/media/v1/media_pb.js';
import { storage } from '../_files/storage.ts';
import { fileNameOf, storeFile } from '../_files/store-file.ts';
import { problem } from '../_http/problem.ts';
import { Refusal, refuse } from '../_http/refusal.ts';
import { reply } from '../_http/reply.ts';
import type { HttpEvent, HttpResult } from '../_http/route.ts';
import { mediaRefused, mediaStored } from '../_postgres/media/media.ts';
import { type Media, mediaForStudio } from '../_postgres/media/media-for-studio.ts';
import type { Tx } from '../_postgres/transaction.ts';
import { sendSoon } from './_send-soon.ts';
import type { Taken } from './_take-upload.ts';

/** The media as it then stands. A second completion, also at the same moment, answers what the first one did. */
export async function answerCompleted(tx: Tx, event: HttpEvent, id: string, taken: Taken): Promise<HttpResult> {
  if (taken.kind === 'stored') await mediaStored(tx, id, taken.stored);
  if (taken.kind === 'refused') await mediaRefused(tx, id, taken.refusal.message);
  const media = await mediaForStudio(id, tx);
  if (media.state === State.AWAITING_UPLOAD) {
    refuse('conflict', 'Nothing was uploaded yet, or not all of it: PUT the file to the address in `upload` first.');
  }
  return wasRefused(media) ? problem(event, whyRefused(media)) : reply(200, MediaSchema, media);
}

/** Never kept: unlike what was kept and could not be processed, which is an answer and not a refusal. */
function wasRefused(media: Media): boolean {
  return media.state === State.FAILED && media.path === '';
}

function whyRefused({ failure = '' }: Media): Refusal {
  return new Refusal({ kind: 'invalid', detail: failure, violations: [{ field: 'file', issue: failure }] });
}

/** After the commit: nothing here may turn what is true into an error. */
export async function afterCompletion(id: string, taken: Taken): Promise<void> {
  if (taken.kind !== 'stored' && taken.kind !== 'refused') return;
  try {
    await step('media.completed');
    const files = await storage();
    // Whoever took away the same file of deleted media may have been faster; from now on it is known as used.
    const upload =
      taken.kind === 'stored' && !(await files.has(fileNameOf(taken.stored.path))) && (await files.upload(id));
    if (upload) await storeFile(upload.content, id);
    await files.endUpload(id);
  } catch (error) {
    log.warn({ err: error, media: id }, 'an upload was not tidied up');
  }
  if (taken.kind === 'stored') await sendSoon([id]);
}
