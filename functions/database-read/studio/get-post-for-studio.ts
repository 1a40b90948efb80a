import { requireAuthor, uuidParameter } from '../../_http/request.ts';
import { route } from '../../_http/route.ts';
import { replyPost } from '../../_http/studio.ts';
import { postForStudio } from '../../_postgres/posts/posts-for-studio.ts';

/** GET /api/v1/studio/posts/{id} */
export const handler = route(async (event) => {
  requireAuthor(event);
  return replyPost(200, await postForStudio(uuidParameter(event, 'id')));
});
