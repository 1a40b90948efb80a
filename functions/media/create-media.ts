import { CreateMediaRequestSchema, MediaSchema } from '../../proto/gen/colophon/media/v1/media_pb.js';
import { storage } from '../_files/storage.ts';
import { fileLimitBytes } from '../_files/store-file.ts';
import { refuse } from '../_http/refusal.ts';
import { reply } from '../_http/reply.ts';
import { parseBody, requireAuthor } from '../_http/request.ts';
import { route } from '../_http/route.ts';
import { createMedia } from '../_postgres/media/media.ts';
import { write } from '../database-write/_write.ts';

/** Long enough for a large file on a slow line, short enough that a target that was seen by others is soon of no use. */
const targetMs = 3_600_000;

/** POST /api/v1/media */
export const handler = route(async (event) => {
  const author = requireAuthor(event);
  const { message } = parseBody(event, CreateMediaRequestSchema);
  const { fileName, alternativeText, bytes } = message;
  const most = fileLimitBytes();
  if (bytes !== undefined && bytes < 1)
    refuse('invalid', 'bytes must be greater than 0.', [{ field: 'bytes', issue: 'must be greater than 0' }]);
  if (bytes !== undefined && bytes > most) {
    refuse('too-large', `A file may have ${most / 2 ** 20} MB.`, [
      { field: 'bytes', issue: `must be at most ${most}` },
    ]);
  }
  const wanted = { fileName, alternativeText, limitBytes: bytes ?? most, expiresAt: new Date(Date.now() + targetMs) };
  const files = await storage();
  return write(event, author, async (tx) => {
    const media = await createMedia(tx, wanted);
    const { method, url } = await files.uploadTarget({ id: media.id, ...wanted });
    const upload = { method, url, expiresAt: wanted.expiresAt.toISOString() };
    return reply(201, MediaSchema, { ...media, upload: { ...upload, $typeName: 'colophon.media.v1.Media.Upload' } });
  });
});
