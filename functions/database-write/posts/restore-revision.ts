import { countParameter, requireAuthor, uuidParameter } from '../../_http/request.ts';
import { route } from '../../_http/route.ts';
import { ifMatch, replyPost } from '../../_http/studio.ts';
import { restoreRevision } from '../../_postgres/posts/revisions.ts';
import { write } from '../_write.ts';

/** POST /api/v1/posts/{id}/revisions/{n}/restore */
export const handler = route(async (event) => {
  const author = requireAuthor(event);
  const id = uuidParameter(event, 'id');
  const revision = countParameter(event, 'n');
  return write(event, author, async (tx) => replyPost(200, await restoreRevision(tx, id, revision, ifMatch(event))));
});
