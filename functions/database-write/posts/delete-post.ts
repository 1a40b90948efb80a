import { noContent } from '../../_http/reply.ts';
import { requireAuthor, uuidParameter } from '../../_http/request.ts';
import { route } from '../../_http/route.ts';
import { ifMatchGiven } from '../../_http/studio.ts';
import { deletePost } from '../../_postgres/posts/posts.ts';
import { write } from '../_write.ts';

/** DELETE /api/v1/posts/{id} */
export const handler = route(async (event) => {
  const author = requireAuthor(event);
  const id = uuidParameter(event, 'id');
  return write(event, author, async (tx) => {
    await deletePost(tx, id, ifMatchGiven(event));
    return noContent();
  });
});
