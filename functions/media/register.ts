import type { JsonValue } from '@bufbuild/protobuf';
import { RegisterMediaRequestSchema } from '../../proto/gen/colophon/media/v1/media_pb.js';
import { storage } from '../_files/storage.ts';
import { fileNameOf } from '../_files/store-file.ts';
import { refuse } from '../_http/refusal.ts';
import { parseJson } from '../_http/request.ts';
import { answer } from '../_lambda/answer.ts';
import { registerMedia } from '../_postgres/media/media.ts';
import { transaction } from '../_postgres/transaction.ts';
import { sendSoon } from './_send-soon.ts';

/** Asked by the importer, of each file that it stored: it becomes media, once however often it is brought in. */
export const handler = answer(async (asked: JsonValue) => {
  const { path, sha256, type, bytes, fileName, alternativeText } = parseJson(RegisterMediaRequestSchema, asked);
  const stored = { path, sha256, type, bytes, fileName: fileName.slice(-255), alternativeText };
  const files = await storage();
  const mustBeThere = async () =>
    (await files.has(fileNameOf(path))) || refuse('not-found', `There is no file ${path}.`);
  await mustBeThere();
  const { id, isNew } = await transaction((tx) => registerMedia(tx, stored));
  // Whoever took away the same file of deleted media may have been faster; from now on it is known as used.
  await mustBeThere();
  if (isNew) await sendSoon([id]);
  return { value: { id } };
});
