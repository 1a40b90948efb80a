import type { Tx } from '../transaction.ts';

export interface Blocked {
  blocking: { type: string; id: string; name: string }[];
  count: number;
}

/** SQL for what lies in a part of the tree: a page with a post counts as that. */
const inTree = (where: string) => `
  select coalesce(case when post.id is not null then 'post' end, node.type) as type, coalesce(post.id, node.id) as id,
    coalesce(nullif(post.title, ''), node.name, node.slug) as name, node.sort_key
  from colophon.nodes node left join colophon.posts post on post.node_id = node.id where ${where}`;

const most = (rows: string) => `
  select type, id, name, count(*) over ()::int as count from (${rows}) each order by sort_key nulls last, id limit 20`;

/** What would be lost with a node: all below it, and the post of a page. */
export async function blockingNode(tx: Tx, id: string): Promise<Blocked> {
  return blocked(tx, 'blocking-node', id, inTree(`${below('$1')} and (node.id <> $1 or post.id is not null)`));
}

/** What would be lost with a project: all of its tree, and posts that have no place in it. */
export async function blockingProject(tx: Tx, id: string): Promise<Blocked> {
  const unplaced = `select 'post', id, title, null from colophon.posts where project_id = $1 and node_id is null`;
  return blocked(tx, 'blocking-project', id, `${inTree('node.project_id = $1')} union all ${unplaced}`);
}

/** SQL for the nodes of a subtree, its top among them. */
export function below(id: string): string {
  return `(node.project_id, true) in (
    select top.project_id, node.sort_key >= top.sort_key and node.sort_key < left(top.sort_key, -1) || '0'
    from colophon.nodes top where top.id = ${id})`;
}

async function blocked(tx: Tx, name: string, id: string, rows: string): Promise<Blocked> {
  const found = await tx.query<Blocked['blocking'][number] & { count: number }>({
    name,
    text: most(rows),
    values: [id],
  });
  const blocking = found.rows.map(({ type, id, name }) => ({ type, id, name }));
  return { blocking, count: found.rows[0]?.count ?? 0 };
}
