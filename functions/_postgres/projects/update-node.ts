import { NodeForStudioSchema } from '../../../proto/gen/colophon/projects/v1/nodes_pb.js';
import { refuse } from '../../_http/refusal.ts';
import { expectRevision } from '../expect-revision.ts';
import type { Tx } from '../transaction.ts';
import { type NodeForStudio, nodeForStudio } from './nodes-for-studio.ts';

/** Absent members are left as they are; null takes away: a name of its own, the section above, the post. */
export interface NodeChange {
  name?: string | null | undefined;
  slug?: string | undefined;
  parentId?: string | null | undefined;
  position?: number | undefined;
  postId?: string | null | undefined;
}

/** Changes a node that stands at this revision; what lies below moves with it. */
export async function updateNode(
  tx: Tx,
  id: string,
  revision: number | 'any',
  change: NodeChange,
): Promise<NodeForStudio> {
  const before = await nodeAt(tx, id, revision);
  const { name, slug = null, position = null, parentId } = change;
  // One statement: a place that is only passed through may be taken.
  await tx.query({
    name: 'update-node',
    text: `update colophon.nodes set name = case when $2 then $3 else name end, slug = coalesce($4, slug), position = coalesce($5, position),
        parent_id = case when $6 then $7::uuid else parent_id end, revision = revision + 1
      where id = $1`,
    values: [id, name !== undefined, name ?? null, slug, position, parentId !== undefined, parentId ?? null],
  });
  if (change.postId !== undefined && change.postId !== (before.postId ?? null)) {
    await takePostAway(tx, before);
    if (change.postId !== null) await showPost(tx, { id, projectId: before.projectId }, change.postId);
  }
  return nodeForStudio(id, tx);
}

/** Lets a page show a draft of its project that has no place yet. */
export async function showPost(tx: Tx, page: { id: string; projectId: string }, postId: string): Promise<void> {
  const { rowCount } = await tx.query({
    name: 'show-post',
    text: `update colophon.posts set node_id = $1 where id = $2 and project_id = $3 and node_id is null
      and exists (select from colophon.nodes where id = $1 and type = 'page')`,
    values: [page.id, postId, page.projectId],
  });
  if (rowCount === 1) return;
  const issue = 'must name a draft of this project that has no place yet, and only a page shows one';
  refuse('invalid', `postId ${issue}.`, [{ field: 'postId', issue }]);
}

/** Locks the node until the transaction ends, so that its revision is still this one when it is changed. */
export async function nodeAt(tx: Tx, id: string, revision: number | 'any'): Promise<NodeForStudio> {
  await tx.query({ name: 'lock-node', text: `select from colophon.nodes where id = $1 for update`, values: [id] });
  const current = await nodeForStudio(id, tx);
  expectRevision(NodeForStudioSchema, current, revision, 'node');
  return current;
}

async function takePostAway(tx: Tx, { postId }: NodeForStudio): Promise<void> {
  if (postId === undefined) return;
  const { rowCount } = await tx.query({
    name: 'take-post-away',
    text: `update colophon.posts set node_id = null where id = $1 and status = 'draft'`,
    values: [postId],
  });
  if (rowCount === 1) return;
  const issue = 'is shown here and is not a draft: take it back first';
  refuse('conflict', `The post ${issue}.`, [{ field: 'postId', issue }]);
}
