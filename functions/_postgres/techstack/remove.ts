import { type Blocking, refuseBlocked } from '../../_http/refusal.ts';
import type { Tx } from '../transaction.ts';
import { techStackCategories, techStackCollections, techStackItems } from './techstack.ts';

/**
 * Takes a category away. What it holds stands in the way, unless it goes with it; then projects stop using what goes.
 * Each row is locked before it is looked below: nothing can come to stand under it meanwhile.
 */
export async function removeCategory(tx: Tx, id: string, cascade: boolean): Promise<void> {
  await tx.query({
    name: 'lock-category',
    text: `select from colophon.techstack_categories where id = $1 for update`,
    values: [id],
  });
  const below = await blocking(tx, {
    name: 'collections-of-category',
    text: `select 'collection' as type, id, name from colophon.techstack_collections where category_id = $1 order by position, name, id`,
    values: [id],
  });
  if (below.length > 0 && !cascade) refuseBlocked('A category with collections', below);
  for (const collection of below) await removeCollection(tx, collection.id, true);
  await techStackCategories.remove(tx, id);
}

/** Takes a collection away, as removeCategory does. */
export async function removeCollection(tx: Tx, id: string, cascade: boolean): Promise<void> {
  await tx.query({
    name: 'lock-collection',
    text: `select from colophon.techstack_collections where id = $1 for update`,
    values: [id],
  });
  const below = await blocking(tx, {
    name: 'items-of-collection',
    text: `select 'item' as type, id, name from colophon.techstack_items where collection_id = $1 order by position, name, id`,
    values: [id],
  });
  if (below.length > 0 && !cascade) refuseBlocked('A collection with items', below);
  for (const item of below) await removeItem(tx, item.id, true);
  await techStackCollections.remove(tx, id);
}

/** Takes an item away. Projects that use it stand in the way, unless they are to stop using it. */
export async function removeItem(tx: Tx, id: string, cascade: boolean): Promise<void> {
  await tx.query({
    name: 'lock-item',
    text: `select from colophon.techstack_items where id = $1 for update`,
    values: [id],
  });
  const projects = await blocking(tx, {
    name: 'projects-with-item',
    text: `select 'project' as type, project.id, project.name from colophon.techstack_uses use
      join colophon.projects project on project.id = use.project_id where use.item_id = $1
      order by project.position, project.name, project.id`,
    values: [id],
  });
  if (projects.length > 0 && !cascade) refuseBlocked('An item that projects use', projects);
  await tx.query({
    name: 'stop-using-item',
    text: `delete from colophon.techstack_uses where item_id = $1`,
    values: [id],
  });
  await techStackItems.remove(tx, id);
}

async function blocking(tx: Tx, statement: { name: string; text: string; values: unknown[] }): Promise<Blocking[]> {
  return (await tx.query<Blocking>(statement)).rows;
}
