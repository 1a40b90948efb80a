import { noContent } from '../../_http/reply.ts';
import { requireAuthor, uuidParameter } from '../../_http/request.ts';
import { route } from '../../_http/route.ts';
import { languages } from '../../_postgres/profile/languages.ts';
import { write } from '../_write.ts';

/** DELETE /api/v1/languages/{id} */
export const handler = route(async (event) => {
  const author = requireAuthor(event);
  const id = uuidParameter(event, 'id');
  return write(event, author, async (tx) => {
    await languages.remove(tx, id);
    return noContent();
  });
});
