import type { NodeJson } from '../../../proto/gen/colophon/projects/v1/projects_pb.js';

export interface FlatNode {
  id: string;
  parentId: string | null;
  name: string;
  slug: string;
  path: string;
  type: 'PAGE' | 'SECTION';
  postId: string | null;
}

/** The tree of nodes that came in the order of the tree, parents before their children. */
export function nest(nodes: FlatNode[]): NodeJson[] {
  const roots: NodeJson[] = [];
  const children = new Map<string, NodeJson[]>();
  for (const { parentId, postId, ...node } of nodes) {
    const own: NodeJson[] = [];
    children.set(node.id, own);
    const siblings = parentId === null ? roots : children.get(parentId);
    siblings?.push({ ...node, ...(postId !== null && { postId }), children: own });
  }
  return roots;
}
