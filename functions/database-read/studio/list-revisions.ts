import { fromJson } from '@bufbuild/protobuf';
import { RevisionListSchema } from '../../../proto/gen/colophon/posts/v1/revisions_pb.js';
import { byNumber, decodeCursor, encodeCursor } from '../../_http/cursor.ts';
import { reply } from '../../_http/reply.ts';
import { limitParameter, query, requireAuthor, uuidParameter } from '../../_http/request.ts';
import { route } from '../../_http/route.ts';
import { revisionsOf } from '../../_postgres/posts/revisions.ts';

/** GET /api/v1/studio/posts/{id}/revisions?limit=&cursor= */
export const handler = route(async (event) => {
  const taken = ['limit', 'cursor'];
  requireAuthor(event, taken);
  const id = uuidParameter(event, 'id');
  const { cursor, limit } = query(event, taken);
  const most = limitParameter(limit);
  const list = `studio/posts/${id}/revisions`;
  const before = decodeCursor(list, byNumber, cursor)?.number;
  const items = await revisionsOf(id, most + 1, before);
  const page = items.slice(0, most);
  const nextCursor =
    items.length > most ? encodeCursor(list, byNumber, { number: String(page.at(-1)!.revision!) }) : undefined;
  return reply(
    200,
    RevisionListSchema,
    fromJson(RevisionListSchema, { items: page, ...(nextCursor && { nextCursor }) }),
  );
});
