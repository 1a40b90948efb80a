import type { Node } from '#lib/server/api/projects.ts';

/** Pages in the order of the tree, as one reads a book. */
export function pagesOf(nodes: Node[]): Node[] {
  return nodes.flatMap((node) => [...(node.type === 'PAGE' ? [node] : []), ...pagesOf(node.children)]);
}

export function findNode(nodes: Node[], path: string): Node | undefined {
  for (const node of nodes) {
    if (node.path === path) return node;
    if (holds(node, path)) return findNode(node.children, path);
  }
  return undefined;
}

export const holds = (node: Node, path: string): boolean => path.startsWith(`${node.path}/`);

export interface Window {
  nodes: Node[];
  earlier: number;
  later: number;
}

/**
 * Siblings around the one that is being read. A flat project of hundreds of posts would otherwise bring hundreds of
 * links with each of them, and the current one out of sight.
 */
export function windowAround(nodes: Node[], path: string, reach = 8): Window {
  const most = 3 * reach;
  if (nodes.length <= most) return { nodes, earlier: 0, later: 0 };
  const current = nodes.findIndex((node) => node.path === path || holds(node, path));
  const start = Math.min(Math.max(0, current - reach), nodes.length - 2 * reach - 1);
  const end = start + 2 * reach + 1;
  return { nodes: nodes.slice(start, end), earlier: start, later: nodes.length - end };
}
