import { fromJson } from '@bufbuild/protobuf';
import { SessionListSchema } from '../../proto/gen/colophon/identity/v1/identity_pb.js';
import { reply } from '../_http/reply.ts';
import { requireAuthor } from '../_http/request.ts';
import { route } from '../_http/route.ts';
import { listSessions } from '../_postgres/identity/sessions.ts';

/** GET /api/v1/sessions */
export const handler = route(async (event) => {
  requireAuthor(event);
  const items = await listSessions(event.requestContext.authorizer?.lambda?.sessionId);
  return reply(200, SessionListSchema, fromJson(SessionListSchema, { items }));
});
