import { CreateNodeRequestSchema } from '../../../proto/gen/colophon/projects/v1/nodes_pb.js';
import { Node_Type } from '../../../proto/gen/colophon/projects/v1/projects_pb.js';
import { refuse } from '../../_http/refusal.ts';
import { optionalId, parseBody, requireAuthor, uuidParameter } from '../../_http/request.ts';
import { route } from '../../_http/route.ts';
import { slugFrom } from '../../_http/slug.ts';
import { replyNode } from '../../_http/studio.ts';
import { createNodeForStudio } from '../../_postgres/projects/create-node.ts';
import { write } from '../_write.ts';

const types = { [Node_Type.PAGE]: 'page', [Node_Type.SECTION]: 'section', [Node_Type.UNSPECIFIED]: undefined } as const;

/** POST /api/v1/projects/{id}/nodes */
export const handler = route(async (event) => {
  const author = requireAuthor(event);
  const projectId = uuidParameter(event, 'id');
  const { message } = parseBody(event, CreateNodeRequestSchema);
  const { name, slug, position } = message;
  const type =
    types[message.type] ??
    refuse('invalid', 'type must be PAGE or SECTION.', [{ field: 'type', issue: 'must be PAGE or SECTION' }]);
  const node = {
    ...{ projectId, type, name, slug, position, slugFrom },
    parentId: optionalId(message.parentNodeId, 'parentNodeId') ?? undefined,
    postId: optionalId(message.postId, 'postId') ?? undefined,
  };
  return write(event, author, async (tx) => replyNode(201, await createNodeForStudio(tx, node)));
});
