import { refuse } from '../../_http/refusal.ts';
import type { Tx } from '../transaction.ts';

export interface NewNode {
  projectId: string;
  parentId: string | undefined;
  type: 'page' | 'section';
  name?: string;
  slug: string;
  /** Last among its siblings where it is absent. */
  position?: number;
}

export async function createNode(tx: Tx, node: NewNode): Promise<string> {
  const { rows } = await tx.query<{ id: string }>({
    name: 'create-node',
    text: `insert into colophon.nodes (project_id, parent_id, type, name, slug, position)
      values ($1, $2, $3, $4, $5, coalesce($6::int, (
        select least(coalesce(max(position) + 10, 10), 999999) from colophon.nodes where project_id = $1 and parent_id is not distinct from $2)))
      returning id`,
    values: [node.projectId, node.parentId ?? null, node.type, node.name ?? null, node.slug, node.position ?? null],
  });
  return rows[0]!.id;
}

/** Moves a node or gives it another slug; what lies below goes with it. `null` is the project's root. */
export async function moveNode(
  tx: Tx,
  id: string,
  change: { slug?: string | undefined; parentId?: string | null | undefined; position?: number | undefined },
): Promise<void> {
  const { slug = null, position = null, parentId } = change;
  // One statement: a place that is only passed through may be taken.
  await tx.query({
    name: 'move-node',
    text: `update colophon.nodes node set slug = wanted.slug, position = wanted.position, parent_id = wanted.parent_id
      from (select id, coalesce($2, slug) as slug, coalesce($3, position) as position, case when $4 then $5 else parent_id end as parent_id
            from colophon.nodes where id = $1 for update) wanted
      where node.id = wanted.id and (node.slug, node.position, node.parent_id) is distinct from (wanted.slug, wanted.position, wanted.parent_id)`,
    values: [id, slug, position, parentId !== undefined, parentId ?? null],
  });
}

interface SectionPlace {
  projectId: string;
  parentId: string | undefined;
  slug: string;
  name: string;
  position: number;
}

/** Finds the section with this slug below this parent, or makes it; of several that find it missing at once, one makes it. */
export async function sectionAt(tx: Tx, place: SectionPlace): Promise<string> {
  const there = await lookForSection(tx, place);
  if (there !== undefined) return there;
  await tx.query({
    name: 'lock-sections',
    text: `select pg_advisory_xact_lock(hashtextextended($1 || ' sections', 0))`,
    values: [place.projectId],
  });
  return (await lookForSection(tx, place)) ?? createNode(tx, { ...place, type: 'section' });
}

async function lookForSection(tx: Tx, { projectId, parentId, slug }: SectionPlace): Promise<string | undefined> {
  const { rows } = await tx.query<{ id: string; type: string }>({
    name: 'section-at',
    text: `select id, type from colophon.nodes where project_id = $1 and parent_id is not distinct from $2 and slug = $3`,
    values: [projectId, parentId ?? null, slug],
  });
  const found = rows[0];
  if (found && found.type !== 'section') {
    refuse('conflict', `There is a page where the section ${slug} should be.`, [
      { field: 'sections', issue: `${slug} is a page` },
    ]);
  }
  return found?.id;
}
