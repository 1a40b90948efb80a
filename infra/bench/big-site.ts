import { pathToFileURL } from 'node:url';
import { Client } from 'pg';

export interface BigSite {
  projects: number;
  posts: number;
}

/**
 * Fills a migrated database with a site larger than most: projects with trees of three levels, posts of some kilobytes,
 * hundreds of tags of which few are common. Set by set, in seconds, and the same site each time but for its ids and dates.
 * Where triggers would do row by row what one statement can do for all, they are held for as long as the transaction.
 */
export async function generateBigSite(databaseUrl: string, { projects, posts }: BigSite): Promise<void> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query(`set search_path = colophon, public`);
    await client.query(`set maintenance_work_mem = '256MB'`);
    await client.query('begin');
    await client.query(`select setseed(0.25)`);
    await client.query(announcing('disable trigger'));
    await client.query(`alter table posts disable trigger keep_search`);
    for (const statement of [
      words,
      phrases,
      paragraphs,
      projectRows(projects),
      sections,
      pages(projects, posts),
      texts,
      documents,
    ])
      await client.query(statement);
    await client.query(`alter table posts enable always trigger keep_search`);
    await client.query(announcing('enable always trigger'));
    await client.query(`select announce('all')`);
    await client.query('commit');
    // Statistics, and for indexes which pages need not be looked at.
    await client.query('vacuum analyze');
  } finally {
    await client.end();
  }
}

const announcing = (what: string) => `
  do $$ declare one record; begin
    for one in select tgrelid::regclass as of, tgname from pg_trigger where tgname like 'announce%' and not tgisinternal loop
      execute format('alter table %s ${what} %I', one.of, one.tgname);
    end loop;
  end $$`;

// Made of syllables; the first of them are as common as the first words of any language.
const words = `
  create temporary table words (n int primary key, word text) on commit drop;
  insert into words
    select n, string_agg((array['ca', 'che', 'ren', 'der', 'snap', 'shot', 'lo', 'gic', 'que', 'ry', 'mi', 'gra', 'te', 'pub', 'lish', 'tra', 'ce',
      'in', 'dex', 'ser', 'ver', 'le', 'ase', 'out', 'box', 're', 'lay', 'frag', 'ment', 'sig', 'nal'])[1 + floor(random() * 31)::int], '')
    from generate_series(1, 4000) n, generate_series(1, 2 + n % 3) group by n;
  analyze words`;

/** So many words, drawn anew for each row of what is called \`row\`. */
const prose = (count: number) => `
  (select string_agg(word, ' ') from (
     select 1 + floor(power(random(), 3) * 3999 + 0 * row.n)::int as n from generate_series(1, ${count})) drawn join words using (n))`;

const phrases = `
  create temporary table phrases (n int primary key, title text, summary text) on commit drop;
  insert into phrases select n, initcap(${prose(5)}), ${prose(20)} from generate_series(1, 3000) row(n);
  analyze phrases`;

const paragraphs = `
  create temporary table paragraphs on commit drop as
    select n, markdown, plain, to_tsvector('pg_catalog.english', searchable(plain)) as vector
    from (
      select n, markdown, plain_text(markdown) as plain from (
        select n, case n % 6
            when 0 then '## ' || ${prose(5)} || E'\\n\\n' || ${prose(60)}
            when 1 then E'\`\`\`ts\\n' || ${prose(40)} || E'\\n\`\`\`'
            when 2 then '- ' || ${prose(12)} || E'\\n- [' || ${prose(3)} || '](https://example.org/' || n || E')\\n- ' || ${prose(20)}
            else ${prose(50)} || ' **' || ${prose(2)} || '** ' || ${prose(60)} || '.'
          end as markdown
        from generate_series(1, 600) row(n)) written) read`;

const projectRows = (count: number) => `
  insert into projects (slug, name, type, description, position)
    select 'big-' || n, 'Big project ' || n, 'Library', ${prose(30)}, n from generate_series(1, ${count}) row(n)`;

const sections = `
  with roots as (
    insert into nodes (project_id, type, name, slug, position)
      select id, 'section', 'Part ' || part, 'part-' || part, part * 10 from projects, generate_series(1, 4) part where projects.slug like 'big-%'
      returning id, project_id)
  insert into nodes (project_id, parent_id, type, name, slug, position)
    select project_id, id, 'section', 'Chapter ' || chapter, 'chapter-' || chapter, chapter * 10 from roots, generate_series(1, 2) chapter`;

const pages = (projects: number, posts: number) => `
  insert into nodes (project_id, parent_id, type, slug, position)
    select chapter.project_id, chapter.id, 'page', 'page-' || n, n * 10
    from (
      select node.*, row_number() over (partition by node.project_id order by node.sort_key) as number
      from nodes node join projects on projects.id = node.project_id and projects.slug like 'big-%'
      where node.type = 'section' and node.parent_id is not null) chapter,
      generate_series(1, ${Math.ceil(posts / projects)}) n
    where n % 8 + 1 = chapter.number`;

// Five paragraphs a post; one to four tags, of which the first are given most often; one in fifty is still a draft.
const texts = `
  create temporary table made (n int primary key, node_id uuid, project_id uuid) on commit drop;
  insert into made
    select row_number() over (order by node.id), node.id, node.project_id
    from nodes node join projects on projects.id = node.project_id and projects.slug like 'big-%' where node.type = 'page';
  create temporary table bodies (n int primary key, markdown text storage external, plain text storage external, vector tsvector storage external) on commit drop;
  create aggregate pg_temp.joined (tsvector) (sfunc = tsvector_concat, stype = tsvector, initcond = '');
  insert into bodies
    select parts.n, string_agg(markdown, E'\\n\\n' order by place), string_agg(plain, ' ' order by place), pg_temp.joined(vector order by place)
    from (select made.n, place, 1 + floor(random() * 600)::int as paragraph from made, generate_series(1, 5) place) parts
    join paragraphs on paragraphs.n = parts.paragraph group by parts.n;
  insert into posts (project_id, node_id, title, summary, body_markdown, tags, status, published_at)
    select project_id, node_id, title, summary, markdown,
      (select array_agg(distinct tag) from (
        select 'tag-' || floor(power(random(), 2) * 300)::int as tag from generate_series(1, 1 + made.n % 4)) drawn),
      case when made.n % 50 = 0 then 'draft' else 'published' end, now() - made.n * interval '7 hours'
    from made join bodies using (n) join phrases on phrases.n = 1 + made.n % 3000`;

// The same rows as the trigger makes, with each paragraph parsed once; and indexes that are built are built sooner than filled.
const documents = `
  create temporary table definitions on commit drop as
    select indexrelid::regclass::text as name, pg_get_indexdef(indexrelid) as definition
    from pg_index join pg_class on pg_class.oid = indexrelid join pg_am on pg_am.oid = relam
    where indrelid = 'search_documents'::regclass and amname = 'gin';
  do $$ declare one record; begin
    for one in select name from definitions loop execute 'drop index ' || one.name; end loop;
  end $$;
  insert into search_documents (post_id, published_at, heading, document, names, plain)
    select heading.post_id, post.published_at, heading.heading, heading.heading || body.vector, heading.names, heading.plain || ' ' || body.plain
    from made join bodies body using (n) join posts post on post.node_id = made.node_id and post.status = 'published',
      search_document(post.id, post.published_at, post.title, post.tags, post.summary, '') heading;
  do $$ declare one record; begin
    for one in select definition from definitions loop execute one.definition; end loop;
  end $$`;

// npm run bench:big-site -- <owner's address of a migrated database>
if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [url] = process.argv.slice(2);
  if (url === undefined) throw new Error('Use: npm run bench:big-site -- <address of a database, as its owner>');
  const begun = performance.now();
  await generateBigSite(url, { projects: 200, posts: 10_000 });
  process.stdout.write(`  10,000 posts in 200 projects, in ${((performance.now() - begun) / 1000).toFixed(1)} s\n`);
}
