import { MediaSchema, UpdateMediaRequestSchema } from '../../proto/gen/colophon/media/v1/media_pb.js';
import { reply } from '../_http/reply.ts';
import { parseBody, requireAuthor, uuidParameter } from '../_http/request.ts';
import { route } from '../_http/route.ts';
import { updateMedia } from '../_postgres/media/media.ts';
import { write } from '../database-write/_write.ts';

/** PATCH /api/v1/media/{id} */
export const handler = route(async (event) => {
  const author = requireAuthor(event);
  const id = uuidParameter(event, 'id');
  const { fileName, alternativeText } = parseBody(event, UpdateMediaRequestSchema).message;
  return write(event, author, async (tx) =>
    reply(200, MediaSchema, await updateMedia(tx, id, { fileName, alternativeText })),
  );
});
