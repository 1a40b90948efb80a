import { RevisionSchema } from '../../../proto/gen/colophon/posts/v1/revisions_pb.js';
import { reply } from '../../_http/reply.ts';
import { countParameter, requireAuthor, uuidParameter } from '../../_http/request.ts';
import { route } from '../../_http/route.ts';
import { revisionOf } from '../../_postgres/posts/revisions.ts';

/** GET /api/v1/studio/posts/{id}/revisions/{n} */
export const handler = route(async (event) => {
  requireAuthor(event);
  return reply(200, RevisionSchema, await revisionOf(uuidParameter(event, 'id'), countParameter(event, 'n')));
});
