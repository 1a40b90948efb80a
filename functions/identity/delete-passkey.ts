import { noContent } from '../_http/reply.ts';
import { requireAuthor, requireFreshSession, uuidParameter } from '../_http/request.ts';
import { route } from '../_http/route.ts';
import { deletePasskey } from '../_postgres/identity/passkeys.ts';
import { renewSession } from '../_postgres/identity/sessions.ts';
import { change } from './_change.ts';
import { withCookie } from './_sign-in.ts';

/** DELETE /api/v1/session/passkeys/{id} */
export const handler = route(async (event) => {
  requireAuthor(event);
  const sessionId = requireFreshSession(event);
  const id = uuidParameter(event, 'id');
  const token = await change(event, async (tx) => {
    await deletePasskey(tx, id);
    return renewSession(tx, sessionId);
  });
  return withCookie(noContent(), token);
});
