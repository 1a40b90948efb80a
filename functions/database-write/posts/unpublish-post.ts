import { requireAuthor, uuidParameter } from '../../_http/request.ts';
import { route } from '../../_http/route.ts';
import { ifMatchGiven, replyPost } from '../../_http/studio.ts';
import { unpublishPost } from '../../_postgres/posts/posts.ts';
import { write } from '../_write.ts';

/** POST /api/v1/posts/{id}/unpublish */
export const handler = route(async (event) => {
  const author = requireAuthor(event);
  const id = uuidParameter(event, 'id');
  return write(event, author, async (tx) => replyPost(200, await unpublishPost(tx, id, ifMatchGiven(event))));
});
