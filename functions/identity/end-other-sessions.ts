import { noContent } from '../_http/reply.ts';
import { requireAuthor } from '../_http/request.ts';
import { route } from '../_http/route.ts';
import { endOtherSessions } from '../_postgres/identity/sessions.ts';
import { change } from './_change.ts';

/** DELETE /api/v1/sessions */
export const handler = route(async (event) => {
  requireAuthor(event);
  const own = event.requestContext.authorizer?.lambda?.sessionId;
  await change(event, (tx) => endOtherSessions(tx, own));
  return noContent();
});
