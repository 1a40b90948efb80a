import { fromJson } from '@bufbuild/protobuf';
import { PostListForStudioSchema } from '../../../proto/gen/colophon/posts/v1/posts_pb.js';
import { studioPostsAsked } from '../../_http/lists.ts';
import { reply } from '../../_http/reply.ts';
import { query, requireAuthor } from '../../_http/request.ts';
import { route } from '../../_http/route.ts';
import { postsForStudio } from '../../_postgres/posts/posts-for-studio.ts';

/** GET /api/v1/studio/posts?limit=&cursor=&status=&project=&tag= */
export const handler = route(async (event) => {
  const taken = ['limit', 'cursor', 'status', 'project', 'tag'];
  requireAuthor(event, taken);
  const asked = studioPostsAsked(query(event, taken));
  const items = await postsForStudio(asked.limit + 1, asked.after, asked.filters);
  const page = items.slice(0, asked.limit);
  const last = page.at(-1);
  const nextCursor =
    items.length > asked.limit && last ? asked.cursorAfter({ updatedAt: last.updatedAt!, id: last.id! }) : undefined;
  return reply(
    200,
    PostListForStudioSchema,
    fromJson(PostListForStudioSchema, { items: page, ...(nextCursor && { nextCursor }) }),
  );
});
