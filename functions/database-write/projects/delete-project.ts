import { refuseBlocked } from '../../_http/refusal.ts';
import { noContent } from '../../_http/reply.ts';
import { cascadeParameter, requireAuthor, uuidParameter } from '../../_http/request.ts';
import { route } from '../../_http/route.ts';
import { blockingProject } from '../../_postgres/projects/blocking.ts';
import { deleteProject, lockProject } from '../../_postgres/projects/delete-from-tree.ts';
import { write } from '../_write.ts';

/** DELETE /api/v1/projects/{id}?cascade= */
export const handler = route(async (event) => {
  const author = requireAuthor(event, ['cascade']);
  const id = uuidParameter(event, 'id');
  const cascade = cascadeParameter(event);
  return write(event, author, async (tx) => {
    await lockProject(tx, id);
    const { blocking, count } = await blockingProject(tx, id);
    if (count > 0 && !cascade) refuseBlocked('The project', blocking, count);
    await deleteProject(tx, id);
    return noContent();
  });
});
