import { noContent } from '../../_http/reply.ts';
import { requireAuthor, uuidParameter } from '../../_http/request.ts';
import { route } from '../../_http/route.ts';
import { documents } from '../../_postgres/documents/documents.ts';
import { write } from '../_write.ts';

/** DELETE /api/v1/documents/{id} */
export const handler = route(async (event) => {
  const author = requireAuthor(event);
  const id = uuidParameter(event, 'id');
  return write(event, author, async (tx) => {
    await documents.remove(tx, id);
    return noContent();
  });
});
