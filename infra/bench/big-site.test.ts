import pg from 'pg';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { databaseUnderTest } from '../checks/database-under-test.ts';
import { type Build, everyBuild } from '../checks/every-builder.ts';
import { generateBigSite } from './big-site.ts';

const db = databaseUnderTest();

interface Statement {
  name: string;
  text: string;
  values: unknown[];
}

interface Plan {
  'Node Type': string;
  'Relation Name'?: string;
  Plans?: Plan[];
}

let builds: Build[];
let growing: Set<string>;
/** With the plans of what functions in the database do on the way, which EXPLAIN does not show. */
const watcher: { client: pg.Client; plans: Plan[] } = { client: new pg.Client(), plans: [] };

beforeAll(async () => {
  await generateBigSite(db.addresses.ownerUrl, { projects: 200, posts: 10_000 });
  builds = await everyBuild(db.addresses.ownerUrl);
  const rows = await db.sql<{ name: string }>(
    `select relname as name from pg_class where relkind = 'r' and relnamespace = 'colophon'::regnamespace and reltuples > 1000`,
  );
  growing = new Set(rows.map(({ name }) => name));
  watcher.client = new pg.Client({ connectionString: db.addresses.ownerUrl });
  await watcher.client.connect();
  watcher.client.on('notice', ({ message = '' }) => {
    const at = message.indexOf('{');
    if (at >= 0) watcher.plans.push((JSON.parse(message.slice(at)) as { Plan: Plan }).Plan);
  });
  await watcher.client.query(`
    load 'auto_explain'; set auto_explain.log_min_duration = 0; set auto_explain.log_nested_statements = on;
    set auto_explain.log_format = json; set auto_explain.log_level = notice; set search_path = published`);
}, 240_000);
afterAll(() => watcher.client.end());

/** What is said to the database while this is built. */
async function statementsOf({ ask }: Build): Promise<Statement[]> {
  const said = vi.spyOn(pg.Client.prototype, 'query');
  await ask();
  const statements = said.mock.calls
    .map(([statement]) => statement as unknown as Statement)
    .filter((statement) => typeof statement === 'object');
  said.mockRestore();
  return statements;
}

function scannedBy(plan: Plan): string[] {
  const own =
    plan['Node Type'] === 'Seq Scan' && growing.has(plan['Relation Name'] ?? '') ? [plan['Relation Name']!] : [];
  return [...own, ...(plan.Plans ?? []).flatMap(scannedBy)];
}

async function plansOf({ text, values }: Statement, mode: string): Promise<Plan[]> {
  watcher.plans.length = 0;
  await watcher.client.query(`set plan_cache_mode = ${mode}; discard plans`);
  await watcher.client.query({ name: `${mode} ${text.length} ${text}`.slice(0, 60), text, values });
  return [...watcher.plans];
}

test('the site is as large as it says, and what is derived from its posts is complete', async () => {
  expect([...growing].toSorted()).toEqual(expect.arrayContaining(['nodes', 'post_tags', 'posts', 'search_documents']));
  const [row] = await db.sql(`
    select (select count(*)::int from projects) as projects, (select count(*)::int from posts) as posts,
      (select count(*)::int from posts where status = 'published') as published, (select count(*)::int from search_documents) as found,
      (select avg(length(body_markdown))::int between 2000 and 20000 from posts) as realistic`);
  expect(row).toEqual({ projects: 200, posts: 10_000, published: 9_800, found: 9_800, realistic: true });
  const triggers = await db.sql(`
    select tgrelid::regclass::text, tgname from pg_trigger where not tgisinternal and tgname ~ '^(announce|keep)' and tgenabled <> 'A'`);
  expect(triggers).toEqual([]);
  const differing = await db.sql(`
    select from posts join search_documents found on post_id = id,
      search_document(id, posts.published_at, title, tags, summary, body_markdown) wanted
    where title like 'R%' and (wanted.names, wanted.plain, wanted.heading, tsvector_to_array(wanted.document))
      is distinct from (found.names, found.plain, found.heading, tsvector_to_array(found.document))`);
  expect(differing).toHaveLength(0);
});

test('a sequential scan of a table that grows would be seen, also within a function', async () => {
  await db.sql(
    `create function scanning() returns bigint language plpgsql stable as $$ begin return (select count(*) from colophon.posts where title = 'x'); end $$`,
  );
  const plans = await plansOf({ name: '', text: 'select colophon.scanning()', values: [] }, 'auto');
  expect(plans.flatMap(scannedBy)).toEqual(['posts']);
});

test.each(['force_generic_plan', 'force_custom_plan'])(
  'every object is built by indexes (%s)',
  async (mode) => {
    expect(builds.length).toBeGreaterThan(20);
    const found: Record<string, string[]> = {};
    for (const build of builds) {
      const statements = await statementsOf(build);
      expect(statements.length, build.name).toBeGreaterThan(0);
      for (const statement of statements) {
        const scanned = (await plansOf(statement, mode)).flatMap(scannedBy);
        if (scanned.length > 0) found[build.name] = scanned;
      }
    }
    expect(found).toEqual({});
  },
  60_000,
);

test('a list of as many projects as this carries the coarser tag', async () => {
  const answer = (await (await import('../../functions/database-read/list-projects.ts')).handler({})) as {
    value: { items: { postCount: number }[] };
    tags: string[];
  };
  expect(answer.tags).toEqual(['projects', 'projects:cards', 'all']);
  expect(answer.value.items.map(({ postCount }) => postCount).reduce((sum, count) => sum + count)).toBe(9_800);
});
