import { CreatePostRequestSchema } from '../../../proto/gen/colophon/posts/v1/posts_pb.js';
import { optionalId, parseBody, requireAuthor, uuidParameter } from '../../_http/request.ts';
import { route } from '../../_http/route.ts';
import { slugFrom } from '../../_http/slug.ts';
import { replyPost } from '../../_http/studio.ts';
import { createPost } from '../../_postgres/posts/posts.ts';
import { write } from '../_write.ts';

/** POST /api/v1/projects/{id}/posts */
export const handler = route(async (event) => {
  const author = requireAuthor(event);
  const projectId = uuidParameter(event, 'id');
  const { message } = parseBody(event, CreatePostRequestSchema);
  const parentNodeId = optionalId(message.parentNodeId, 'parentNodeId') ?? undefined;
  const coverMediaId = optionalId(message.coverMediaId, 'coverMediaId');
  const slug = message.slug ?? slugFrom(message.title);
  return write(event, author, async (tx) =>
    replyPost(201, await createPost(tx, { ...message, projectId, parentNodeId, coverMediaId, slug })),
  );
});
