import { smallReadMs } from '../pool.ts';
import { readOnce } from '../transaction.ts';

/** What the author calls a thing, and where readers find it. */
export interface Named {
  kind: 'post' | 'project' | 'page' | 'section' | 'image' | 'document' | 'item';
  name: string;
  /** Of the site; '' where it has no address that readers could open. */
  path: string;
  isDeleted: boolean;
  /** Of a post or a file: draft, published, processing, ready, … */
  state: string;
}

const text = `
  select post.id::text, 'post' as kind, post.title as name, false as "isDeleted", post.status as state,
    case when post.status = 'published' then '/projects/' || project.slug || '/' || post.path else '' end as path
  from colophon.posts post join colophon.projects project on project.id = post.project_id where post.id = any($1::uuid[])
  union all
  select id::text, 'project', name, false, '', '/projects/' || slug from colophon.projects where id = any($1::uuid[])
  union all
  select node.id::text, node.type, coalesce(node.name, post.title, ''), false, '', '/projects/' || project.slug
  from colophon.nodes node join colophon.projects project on project.id = node.project_id
    left join colophon.posts post on post.node_id = node.id
  where node.id = any($1::uuid[])
  union all
  select id::text, coalesce(kind, 'image'), file_name, false, state, '' from colophon.media where id = any($1::uuid[])
  union all
  select id::text, 'item', name, false, '', '' from colophon.techstack_items where id = any($1::uuid[])
  union all
  -- What is there no longer is called what it was called when it was deleted.
  select * from (
    select distinct on (entity) entity,
      case table_name when 'posts' then 'post' when 'projects' then 'project' when 'techstack_items' then 'item'
        when 'nodes' then before ->> 'type' else coalesce(before ->> 'kind', 'image') end,
      coalesce(before ->> 'title', before ->> 'name', before ->> 'file_name', ''), true, '', ''
    from colophon.audit_log
    where table_name in ('posts', 'projects', 'nodes', 'media', 'techstack_items') and entity = any($1::text[]) and action = 'delete'
    order by entity, id desc) deleted`;

/** By their ids; what nobody knows is not among them. */
export async function namesOf(ids: string[]): Promise<Map<string, Named>> {
  if (ids.length === 0) return new Map();
  const rows = await readOnce<Named & { id: string }>('writer', { name: 'names-of', text }, [ids], smallReadMs);
  const names = new Map<string, Named>();
  for (const { id, ...named } of rows) if (!names.get(id) || names.get(id)!.isDeleted) names.set(id, named);
  return names;
}
