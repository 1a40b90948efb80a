import type { Tx } from '../transaction.ts';

/** Which items a project uses, in this order. */
export async function setUses(tx: Tx, projectId: string, itemIds: string[]): Promise<void> {
  await tx.query({
    name: 'stop-using',
    text: `delete from colophon.techstack_uses where project_id = $1`,
    values: [projectId],
  });
  await tx.query({
    name: 'use-items',
    text: `insert into colophon.techstack_uses (project_id, item_id, position)
      select $1, item_id, position from unnest($2::uuid[]) with ordinality given (item_id, position)`,
    values: [projectId, itemIds],
  });
}

/** SQL for what a project uses, as a JSON list; `project` names the column with its id. */
export function technologies(schema: 'colophon' | 'published', project: string): string {
  return `(select coalesce(json_agg(json_build_object('id', item.id, 'slug', item.slug, 'name', item.name, 'url', item.url,
      'category', item.category_name, 'collection', item.collection_name) order by use.position), '[]')
    from ${schema}.techstack_uses use join ${schema}.techstack_items item on item.id = use.item_id where use.project_id = ${project})`;
}
