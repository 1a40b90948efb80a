import { UpdateNodeRequestSchema } from '../../../proto/gen/colophon/projects/v1/nodes_pb.js';
import { optionalId, parseBody, requireAuthor, uuidParameter } from '../../_http/request.ts';
import { route } from '../../_http/route.ts';
import { ifMatch, replyNode } from '../../_http/studio.ts';
import { updateNode } from '../../_postgres/projects/update-node.ts';
import { write } from '../_write.ts';

/** PATCH /api/v1/nodes/{id} */
export const handler = route(async (event) => {
  const author = requireAuthor(event);
  const id = uuidParameter(event, 'id');
  const { message } = parseBody(event, UpdateNodeRequestSchema);
  const { name, slug, position } = message;
  const change = {
    ...{ slug, position },
    name: name === '' ? null : name,
    parentId: optionalId(message.parentNodeId, 'parentNodeId'),
    postId: optionalId(message.postId, 'postId'),
  };
  return write(event, author, async (tx) => replyNode(200, await updateNode(tx, id, ifMatch(event), change)));
});
