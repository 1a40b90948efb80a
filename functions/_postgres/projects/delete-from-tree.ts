import { refuse } from '../../_http/refusal.ts';
import type { Tx } from '../transaction.ts';
import { below } from './blocking.ts';

/** Removes a node with all that lies below it, posts too. */
export async function deleteSubtree(tx: Tx, id: string): Promise<void> {
  await tx.query({
    name: 'delete-posts-below',
    text: `delete from colophon.posts where node_id in (select node.id from colophon.nodes node where ${below('$1')})`,
    values: [id],
  });
  await tx.query({
    name: 'delete-nodes-below',
    text: `delete from colophon.nodes node where ${below('$1')}`,
    values: [id],
  });
}

/** Locks the project, so that nothing comes into it while one looks what stands in the way of its end. */
export async function lockProject(tx: Tx, id: string): Promise<void> {
  const { rowCount } = await tx.query({
    name: 'lock-project',
    text: `select from colophon.projects where id = $1 for update`,
    values: [id],
  });
  if (rowCount === 0) refuse('not-found', `There is no project "${id}".`);
}

/** Removes a project with all that it holds. */
export async function deleteProject(tx: Tx, id: string): Promise<void> {
  await tx.query({ name: 'delete-project', text: `delete from colophon.projects where id = $1`, values: [id] });
}
