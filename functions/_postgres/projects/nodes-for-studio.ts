import { fromJson, type MessageShape } from '@bufbuild/protobuf';
import { type NodeForStudioJson, NodeForStudioSchema } from '../../../proto/gen/colophon/projects/v1/nodes_pb.js';
import { refuse } from '../../_http/refusal.ts';
import { readOnce, type Tx } from '../transaction.ts';

export type NodeForStudio = MessageShape<typeof NodeForStudioSchema>;

/** SQL for a node, joined with the post that it shows. */
export const nodeColumns = `json_strip_nulls(json_build_object(
  'id', node.id, 'name', coalesce(node.name, ''), 'slug', node.slug, 'path', node.path, 'type', upper(node.type),
  'position', node.position, 'revision', node.revision, 'projectId', node.project_id, 'parentNodeId', node.parent_id,
  'postId', post.id, 'postTitle', post.title, 'postStatus', upper(post.status)))`;

const subtree = {
  name: 'node-for-studio',
  text: `
    select ${nodeColumns} as object
    from colophon.nodes top
    join colophon.nodes node on node.project_id = top.project_id
      and node.sort_key >= top.sort_key and node.sort_key < left(top.sort_key, -1) || '0'
    left join colophon.posts post on post.node_id = node.id
    where top.id = $1 order by node.sort_key`,
};

/** A page or section with all that lies below it; within a transaction, as it stands there. */
export async function nodeForStudio(id: string, tx?: Tx): Promise<NodeForStudio> {
  const rows = tx
    ? (await tx.query<{ object: NodeForStudioJson }>({ ...subtree, values: [id] })).rows
    : await readOnce<{ object: NodeForStudioJson }>('writer', subtree, [id]);
  const [found] = nestForStudio(rows.map(({ object }) => object));
  if (!found) refuse('not-found', `There is no node "${id}".`);
  return fromJson(NodeForStudioSchema, found);
}

/** The tree of nodes that came parents first; those whose parent did not come are its roots. */
export function nestForStudio(nodes: NodeForStudioJson[]): NodeForStudioJson[] {
  const roots: NodeForStudioJson[] = [];
  const children = new Map<string, NodeForStudioJson[]>();
  for (const node of nodes) {
    const own: NodeForStudioJson[] = [];
    children.set(node.id!, own);
    (children.get(node.parentNodeId ?? '') ?? roots).push({ ...node, children: own });
  }
  return roots;
}
