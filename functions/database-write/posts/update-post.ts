import { UpdatePostRequestSchema } from '../../../proto/gen/colophon/posts/v1/posts_pb.js';
import { optionalId, parseBody, requireAuthor, uuidParameter } from '../../_http/request.ts';
import { route } from '../../_http/route.ts';
import { slugFrom } from '../../_http/slug.ts';
import { ifMatch, replyPost } from '../../_http/studio.ts';
import { updatePost } from '../../_postgres/posts/posts.ts';
import { write } from '../_write.ts';

/** PATCH /api/v1/posts/{id} */
export const handler = route(async (event) => {
  const author = requireAuthor(event);
  const id = uuidParameter(event, 'id');
  const { message, named } = parseBody(event, UpdatePostRequestSchema);
  const { title, slug, summary, bodyMarkdown } = message;
  const change = {
    ...{ title, slug, summary, bodyMarkdown },
    tags: named.has('tags') ? message.tags : undefined,
    parentNodeId: optionalId(message.parentNodeId, 'parentNodeId'),
    coverMediaId: optionalId(message.coverMediaId, 'coverMediaId'),
    slugFrom,
  };
  return write(event, author, async (tx) => replyPost(200, await updatePost(tx, id, ifMatch(event), change)));
});
