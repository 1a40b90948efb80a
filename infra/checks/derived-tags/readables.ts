import { postsAsked, searchAsked } from '../../../functions/_http/lists.ts';
import { isSlug, isSlugs } from '../../../functions/_http/slug.ts';
import { kinds, objectKey, type ReadKey } from '../../../functions/_keys/object-key.ts';
import { type BuilderAnswer, builtFrom } from '../../../functions/_redis/built.ts';
import type { Built } from '../../../functions/_redis/entry.ts';
import { readFunctions } from '../../lambda-host/functions.ts';
import type { DatabaseUnderTest } from '../database-under-test.ts';

type Names = Record<string, string>[];
type Sql = DatabaseUnderTest['sql'];

/** Slugs that a change may give: names made of them are asked for before anybody has them. */
export const freeSlugs = ['alpha', 'beta'];

/** Under which names readers may ask, for each kind that has names: of what is there, was there, and may soon be. */
const names: Record<string, (sql: Sql) => Promise<Names>> = {
  project: async (sql) => (await projectSlugs(sql)).map((project) => ({ project })),
  post: async (sql) => {
    const own = await sql<{ project: string; path: string }>(`
      select project.slug as project, path from nodes join projects project on project.id = project_id
      union select project.slug, path from former_paths join projects project on project.id = project_id`);
    const moved = await sql<{ project: string; path: string }>(
      `
      select project.slug as project, concat_ws('/', place.path, step, nullif(substring(below.path from length(node.path) + 2), '')) as path
      from nodes node
      join projects project on project.id = node.project_id
      join nodes below on below.project_id = node.project_id and (below.id = node.id or starts_with(below.path, node.path || '/'))
      cross join unnest($1::text[] || node.slug::text) step
      join lateral (
        select null as path union all select path from nodes where project_id = node.project_id and type = 'section') place
        on step = node.slug or place.path is not distinct from node.parent_path`,
      [freeSlugs],
    );
    const elsewhere = (await projectSlugs(sql)).flatMap((project) => own.map(({ path }) => ({ project, path })));
    // What is no path is turned away at the door, and no builder hears of it.
    return [...own, ...moved, ...elsewhere].filter(({ path }) => isSlugs(path));
  },
  posts: async (sql) => {
    const tags = await sql<{ tag: string }>(`select distinct tag from post_tags`);
    // As with paths: what no tag can be is turned away at the door.
    const words = tags.map(({ tag }) => tag).filter(isSlug);
    const lists = ['', ...words, ...freeSlugs].map((tag) => postsAsked(tag ? { tag } : {}).canonical);
    const two = postsAsked({ limit: '2' });
    const next = two.cursorAfter({
      publishedAt: '2026-01-01T00:00:00.000Z',
      id: '019b0000-0000-7000-8000-000000000000',
    });
    const projects = [...(await projectSlugs(sql)), ...freeSlugs].map((project) => postsAsked({ project }).canonical);
    const both = (await projectSlugs(sql)).flatMap((project) =>
      [...words, ...freeSlugs].map((tag) => postsAsked({ project, tag, limit: '2' }).canonical),
    );
    return [
      ...lists,
      ...projects,
      ...both,
      two.canonical,
      postsAsked({ limit: '2', cursor: next }).canonical,
      postsAsked({ limit: '100' }).canonical,
    ];
  },
  search: async () =>
    ['title', 'text', 'redis', 'about', 'guide', 'inner -draft', '"title of start"', 'titel', ...freeSlugs].map(
      (q) => searchAsked({ q }).canonical,
    ),
  redirect: async (sql) => {
    const rows = await sql<{ path: string }>(`select substring(from_path from 2) as path from redirects`);
    return [...rows, ...freeSlugs.map((path) => ({ path }))];
  },
};

const projectSlugs = async (sql: Sql) => {
  const rows = await sql<{ slug: string }>(`select slug from projects union select slug from former_slugs`);
  return [...rows.map(({ slug }) => slug), ...freeSlugs];
};

/** Everything that readers may ask for now, by its key. */
export async function readables(sql: Sql): Promise<Map<string, ReadKey>> {
  const keys: ReadKey[] = [];
  for (const kind of Object.keys(kinds) as (keyof typeof kinds)[]) {
    const ask = names[kind];
    if (!ask && kinds[kind].named.length > 0)
      throw new Error(`Say in infra/checks/derived-tags/readables.ts under which names readers may ask for a ${kind}.`);
    keys.push(...(ask ? await ask(sql) : [{}]).map((asked) => objectKey(kind, asked)));
  }
  return new Map(keys.map((key) => [key.name, key]));
}

export const kindOf = (name: string) => name.split('/')[1]!;

const sources = new Map(readFunctions().map(({ name, source }) => [name, source]));

/** What its real builder makes of it. */
export async function build({ builder, payload }: ReadKey): Promise<Built> {
  const { handler } = (await import(sources.get(builder)!)) as {
    handler: (payload: Record<string, string>) => Promise<BuilderAnswer>;
  };
  return builtFrom(await handler(payload));
}
