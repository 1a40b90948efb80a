import { fromJson } from '@bufbuild/protobuf';
import { ListMediaRequestSchema, MediaListSchema } from '../../../proto/gen/colophon/media/v1/media_pb.js';
import { byUpdate, decodeCursor, encodeCursor } from '../../_http/cursor.ts';
import { reply } from '../../_http/reply.ts';
import { parseQuery, requireAuthor } from '../../_http/request.ts';
import { route } from '../../_http/route.ts';
import { mediaListForStudio } from '../../_postgres/media/media-for-studio.ts';

/** GET /api/v1/studio/media?limit=&cursor= */
export const handler = route(async (event) => {
  requireAuthor(event, ['limit', 'cursor']);
  const { cursor, limit: most = 20 } = parseQuery(event, ListMediaRequestSchema).message;
  const items = await mediaListForStudio(most + 1, decodeCursor('studio/media', byUpdate, cursor));
  const page = items.slice(0, most);
  const last = page.at(-1);
  const nextCursor =
    items.length > most && last
      ? encodeCursor('studio/media', byUpdate, { updatedAt: last.updatedAt!, id: last.id! })
      : undefined;
  return reply(200, MediaListSchema, fromJson(MediaListSchema, { items: page, ...(nextCursor && { nextCursor }) }));
});
