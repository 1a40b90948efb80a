import { noContent } from '../_http/reply.ts';
import { requireAuthor, uuidParameter } from '../_http/request.ts';
import { route } from '../_http/route.ts';
import { deleteApiToken } from '../_postgres/identity/api-tokens.ts';
import { change } from './_change.ts';

/** DELETE /api/v1/api-tokens/{id} */
export const handler = route(async (event) => {
  requireAuthor(event);
  const id = uuidParameter(event, 'id');
  await change(event, (tx) => deleteApiToken(tx, id));
  return noContent();
});
