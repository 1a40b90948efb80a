import { fromJson } from '@bufbuild/protobuf';
import {
  ListPostsForStudioRequestSchema,
  PostListForStudioSchema,
} from '../../../proto/gen/colophon/posts/v1/posts_pb.js';
import { decodeCursor, encodeCursor } from '../../_http/cursor.ts';
import { reply } from '../../_http/reply.ts';
import { parseQuery, requireAuthor } from '../../_http/request.ts';
import { route } from '../../_http/route.ts';
import { postsForStudio } from '../../_postgres/posts/posts-for-studio.ts';

/** GET /api/v1/studio/posts?limit=&cursor= */
export const handler = route(async (event) => {
  requireAuthor(event);
  const { cursor, limit: most = 20 } = parseQuery(event, ListPostsForStudioRequestSchema).message;
  const items = (await postsForStudio(most + 1, decodeCursor(cursor))) ?? [];
  const page = items.slice(0, most);
  const last = page.at(-1);
  const nextCursor =
    items.length > most && last ? encodeCursor({ updatedAt: last.updatedAt!, id: last.id! }) : undefined;
  return reply(
    200,
    PostListForStudioSchema,
    fromJson(PostListForStudioSchema, { items: page, ...(nextCursor && { nextCursor }) }),
  );
});
