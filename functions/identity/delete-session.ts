import { noContent } from '../_http/reply.ts';
import { requireAuthor, requireSession } from '../_http/request.ts';
import { route } from '../_http/route.ts';
import { withoutSession } from '../_http/session-cookie.ts';
import { endSession } from '../_postgres/identity/sessions.ts';
import { change } from './_change.ts';

/** DELETE /api/v1/session */
export const handler = route(async (event) => {
  requireAuthor(event);
  const id = requireSession(event);
  await change(event, (tx) => endSession(tx, id));
  return withoutSession(noContent());
});
