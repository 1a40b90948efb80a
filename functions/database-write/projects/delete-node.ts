import { refuseBlocked } from '../../_http/refusal.ts';
import { noContent } from '../../_http/reply.ts';
import { cascadeParameter, requireAuthor, uuidParameter } from '../../_http/request.ts';
import { route } from '../../_http/route.ts';
import { ifMatchGiven } from '../../_http/studio.ts';
import { blockingNode } from '../../_postgres/projects/blocking.ts';
import { deleteSubtree } from '../../_postgres/projects/delete-from-tree.ts';
import { nodeAt } from '../../_postgres/projects/update-node.ts';
import { write } from '../_write.ts';

/** DELETE /api/v1/nodes/{id}?cascade= */
export const handler = route(async (event) => {
  const author = requireAuthor(event, ['cascade']);
  const id = uuidParameter(event, 'id');
  const cascade = cascadeParameter(event);
  return write(event, author, async (tx) => {
    await nodeAt(tx, id, ifMatchGiven(event));
    const { blocking, count } = await blockingNode(tx, id);
    if (count > 0 && !cascade) refuseBlocked('The page or section', blocking, count);
    await deleteSubtree(tx, id);
    return noContent();
  });
});
