import type { Tx } from '../transaction.ts';
import { createNode, type NewNode } from './nodes.ts';
import { type NodeForStudio, nodeForStudio } from './nodes-for-studio.ts';
import { showPost } from './update-node.ts';

export interface NewNodeForStudio extends Omit<NewNode, 'slug' | 'name' | 'position'> {
  name: string | undefined;
  slug: string | undefined;
  position: number | undefined;
  /** A draft that has no place yet, for a page to show. */
  postId: string | undefined;
  /** What it is called in addresses where no slug is given. */
  slugFrom: (name: string) => string;
}

/** Makes a page or a section; one without a slug is called after its name, or after what it shows. */
export async function createNodeForStudio(tx: Tx, node: NewNodeForStudio): Promise<NodeForStudio> {
  const { name, position, postId, slugFrom, ...rest } = node;
  const id = await createNode(tx, {
    ...rest,
    ...(name !== undefined && { name }),
    ...(position !== undefined && { position }),
    slug: node.slug ?? slugFrom(name ?? (await titleOf(tx, postId))),
  });
  if (postId !== undefined) await showPost(tx, { id, projectId: node.projectId }, postId);
  return nodeForStudio(id, tx);
}

async function titleOf(tx: Tx, postId: string | undefined): Promise<string> {
  const { rows } = await tx.query<{ title: string }>({
    name: 'title-of-post',
    text: `select title from colophon.posts where id = $1`,
    values: [postId],
  });
  return rows[0]?.title ?? '';
}
