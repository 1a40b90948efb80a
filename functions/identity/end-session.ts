import { noContent } from '../_http/reply.ts';
import { requireAuthor, uuidParameter } from '../_http/request.ts';
import { route } from '../_http/route.ts';
import { withoutSession } from '../_http/session-cookie.ts';
import { endSession } from '../_postgres/identity/sessions.ts';
import { change } from './_change.ts';

/** DELETE /api/v1/sessions/{id} */
export const handler = route(async (event) => {
  requireAuthor(event);
  const id = uuidParameter(event, 'id');
  await change(event, (tx) => endSession(tx, id));
  const isOwn = id === event.requestContext.authorizer?.lambda?.sessionId;
  return isOwn ? withoutSession(noContent()) : noContent();
});
