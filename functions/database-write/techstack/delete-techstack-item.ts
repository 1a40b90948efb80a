import { noContent } from '../../_http/reply.ts';
import { cascadeParameter, requireAuthor, uuidParameter } from '../../_http/request.ts';
import { route } from '../../_http/route.ts';
import { removeItem } from '../../_postgres/techstack/remove.ts';
import { write } from '../_write.ts';

/** DELETE /api/v1/techstack/items/{id}?cascade= */
export const handler = route(async (event) => {
  const author = requireAuthor(event, ['cascade']);
  const id = uuidParameter(event, 'id');
  const cascade = cascadeParameter(event);
  return write(event, author, async (tx) => {
    await removeItem(tx, id, cascade);
    return noContent();
  });
});
