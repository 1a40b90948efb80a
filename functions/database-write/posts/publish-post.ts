import { PublishPostRequestSchema } from '../../../proto/gen/colophon/posts/v1/posts_pb.js';
import { parseBody, requireAuthor, timestampMember, uuidParameter } from '../../_http/request.ts';
import { route } from '../../_http/route.ts';
import { ifMatchGiven, replyPost } from '../../_http/studio.ts';
import { publishPost } from '../../_postgres/posts/posts.ts';
import { write } from '../_write.ts';

/** POST /api/v1/posts/{id}/publish */
export const handler = route(async (event) => {
  const author = requireAuthor(event);
  const id = uuidParameter(event, 'id');
  const { message } = parseBody(event, PublishPostRequestSchema);
  const publishedAt =
    message.publishedAt === undefined ? undefined : timestampMember(message.publishedAt, 'publishedAt');
  return write(event, author, async (tx) =>
    replyPost(200, await publishPost(tx, id, publishedAt, ifMatchGiven(event))),
  );
});
