import { noContent } from '../../_http/reply.ts';
import { requireAuthor, uuidParameter } from '../../_http/request.ts';
import { route } from '../../_http/route.ts';
import { education } from '../../_postgres/profile/education.ts';
import { write } from '../_write.ts';

/** DELETE /api/v1/education/{id} */
export const handler = route(async (event) => {
  const author = requireAuthor(event);
  const id = uuidParameter(event, 'id');
  return write(event, author, async (tx) => {
    await education.remove(tx, id);
    return noContent();
  });
});
