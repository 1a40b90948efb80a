import { requireAuthor, uuidParameter } from '../../_http/request.ts';
import { route } from '../../_http/route.ts';
import { replyNode } from '../../_http/studio.ts';
import { nodeForStudio } from '../../_postgres/projects/nodes-for-studio.ts';

/** GET /api/v1/studio/nodes/{id} */
export const handler = route(async (event) => {
  requireAuthor(event);
  return replyNode(200, await nodeForStudio(uuidParameter(event, 'id')));
});
