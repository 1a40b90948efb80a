import { MediaSchema } from '../../../proto/gen/colophon/media/v1/media_pb.js';
import { reply } from '../../_http/reply.ts';
import { requireAuthor, uuidParameter } from '../../_http/request.ts';
import { route } from '../../_http/route.ts';
import { mediaForStudio } from '../../_postgres/media/media-for-studio.ts';

/** GET /api/v1/studio/media/{id} */
export const handler = route(async (event) => {
  requireAuthor(event);
  return reply(200, MediaSchema, await mediaForStudio(uuidParameter(event, 'id')));
});
