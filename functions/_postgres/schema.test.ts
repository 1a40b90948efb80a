import { Client, DatabaseError } from 'pg';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { databaseUnderTest } from '../../infra/checks/database-under-test.ts';
import { violationOf } from './violations.ts';

const db = databaseUnderTest();

const project = '019a0000-0000-7000-8000-000000000001';
const other = '019a0000-0000-7000-8000-000000000002';
const section = '019a0000-0000-7000-8000-000000000011';
const below = '019a0000-0000-7000-8000-000000000012';
const page = '019a0000-0000-7000-8000-000000000013';
const free = '019a0000-0000-7000-8000-000000000014';
const elsewhere = '019a0000-0000-7000-8000-000000000015';
const published = '019a0000-0000-7000-8000-000000000021';
const draft = '019a0000-0000-7000-8000-000000000022';

beforeAll(() =>
  db.sql(`
    insert into sites (title) values ('Site');
    insert into projects (id, slug, name) values ('${project}', 'engine', 'Engine'), ('${other}', 'other', 'Other');
    insert into nodes (id, project_id, parent_id, type, name, slug, position) values
      ('${section}', '${project}', null, 'section', 'Guide', 'guide', 10),
      ('${below}', '${project}', '${section}', 'section', 'Deep', 'deep', 10),
      ('${page}', '${project}', '${below}', 'page', null, 'inner', 10),
      ('${free}', '${project}', null, 'page', null, 'free', 20),
      ('${elsewhere}', '${other}', null, 'section', 'Elsewhere', 'elsewhere', 10);
    insert into posts (id, project_id, node_id, title, body_markdown, status, published_at) values
      ('${published}', '${project}', '${page}', 'Inner', 'text', 'published', now()),
      ('${draft}', '${project}', null, '', '', 'draft', null);
  `),
);

/** What one statement is refused with; each test's changes are taken back. */
async function refusalOf(statement: string): Promise<DatabaseError | undefined> {
  await db.sql('begin');
  try {
    await db.sql(statement);
    return undefined;
  } catch (error) {
    return error as DatabaseError;
  } finally {
    await db.sql('rollback');
  }
}

const depth = (levels: number) => `
  do $$ declare parent uuid; begin for level in 1..${levels} loop
    insert into nodes (project_id, parent_id, type, name, slug) values ('${project}', parent, 'section', 's', 's' || level) returning id into parent;
  end loop; end $$`;
const tagsOf = (expression: string) => `update posts set tags = ${expression} where id = '${draft}'`;
const post = (assignment: string) => `update posts set ${assignment} where id = '${published}'`;
const redirect = (from: string, to: string) => `insert into redirects (from_path, to_path) values ('${from}', '${to}')`;
const node = (assignment: string, id = page) => `update nodes set ${assignment} where id = '${id}'`;

const refused: [what: string, statement: string, constraint: string, field?: string, kind?: string][] = [
  ['a slug with capitals', `insert into projects (slug, name) values ('Engine', 'x')`, 'slug_check', 'slug'],
  ['a slug with two hyphens', `insert into projects (slug, name) values ('a--b', 'x')`, 'slug_check', 'slug'],
  [
    'a slug of 101 characters',
    `insert into projects (slug, name) values (repeat('a', 101), 'x')`,
    'slug_check',
    'slug',
  ],
  [
    'a slug with a line break at its end',
    `insert into projects (slug, name) values (E'a\\n', 'x')`,
    'slug_check',
    'slug',
  ],
  ['a second site', `insert into sites (id, title) values (false, 'x')`, 'sites_is_one'],
  ['a site without a title', `update sites set title = ''`, 'sites_title_length', 'title'],
  ['a long tagline', `update sites set tagline = repeat('é', 301)`, 'sites_tagline_length', 'tagline'],
  ['a long description', `update sites set description = repeat('é', 2001)`, 'sites_description_length', 'description'],
  ['a long author', `update sites set author = repeat('é', 201)`, 'sites_author_length', 'author'],
  [
    'a menu of 21 entries',
    `update sites set menu = to_jsonb(array_fill('${JSON.stringify({ label: 'x', href: '/' })}'::jsonb, '{21}'))`,
    'sites_menu_is_list',
    'menu',
  ],
  ['a menu that is no list', `update sites set menu = '{}'`, 'sites_menu_entries', 'menu'],
  [
    'a menu with a script',
    `update sites set menu = '[{"label": "x", "href": "javascript:alert(1)"}]'`,
    'sites_menu_entries',
    'menu',
  ],
  [
    'a menu with more in it',
    `update sites set menu = '[{"label": "x", "href": "/", "a": 1}]'`,
    'sites_menu_entries',
    'menu',
  ],
  ['a post without end', `update posts set published_at = 'infinity'`, 'posts_published_at_range', 'publishedAt'],
  [
    'a taken slug',
    `insert into projects (slug, name) values ('engine', 'x')`,
    'projects_slug_unique',
    'slug',
    'conflict',
  ],
  ['a project without a name', `insert into projects (slug, name) values ('x', '')`, 'projects_name_length', 'name'],
  [
    'a long type',
    `insert into projects (slug, name, type) values ('x', 'x', repeat('x', 101))`,
    'projects_type_length',
    'type',
  ],
  [
    'a long text',
    `insert into projects (slug, name, description) values ('x', 'x', repeat('x', 5001))`,
    'projects_description_length',
    'description',
  ],
  ['a negative position', `update projects set position = -1`, 'projects_position_range', 'position'],
  [
    'a node of an unknown type',
    `insert into nodes (project_id, type, name, slug) values ('${project}', 'leaf', 'x', 'x')`,
    'nodes_type_known',
  ],
  [
    'a section without a name',
    `insert into nodes (project_id, type, slug) values ('${project}', 'section', 'x')`,
    'nodes_section_has_name',
  ],
  ['a node with an empty name', node(`name = ''`), 'nodes_name_length', 'name'],
  ['a node at position 1000000', node(`position = 1000000`), 'nodes_position_range', 'position'],
  ['nine levels', depth(9), 'nodes_depth', 'parentNodeId'],
  ['a taken path', node(`parent_id = null, slug = 'free'`), 'nodes_path_unique', 'slug', 'conflict'],
  ['a parent that is not there', node(`parent_id = '${draft}'`), 'nodes_parent', 'parentNodeId'],
  ['a parent of another project', node(`parent_id = '${elsewhere}'`), 'nodes_parent', 'parentNodeId'],
  ['a parent that is a page', node(`parent_id = '${free}'`), 'nodes_parent_is_section', 'parentNodeId'],
  ['a parent that is itself', node(`parent_id = '${section}'`, section), 'nodes_no_cycle', 'parentNodeId'],
  ['a parent from below', node(`parent_id = '${below}'`, section), 'nodes_no_cycle', 'parentNodeId'],
  ['a path written by hand', node(`parent_path = 'lie'`), 'nodes_parent'],
  ['a root with a path written by hand', node(`parent_path = 'lie'`, section), 'nodes_parent_is_whole'],
  ['a page that becomes a section', node(`type = 'section', name = 'x'`), 'nodes_type_is_final'],
  ['a section with children removed', `delete from nodes where id = '${section}'`, 'nodes_parent'],
  [
    'a node of no project',
    `insert into nodes (project_id, type, slug) values ('${draft}', 'page', 'x')`,
    'nodes_project',
    'projectId',
    'not-found',
  ],
  ['a long title', post(`title = repeat('é', 201)`), 'posts_title_length', 'title'],
  ['a long summary', post(`summary = repeat('é', 1001)`), 'posts_summary_length', 'summary'],
  ['a long body', post(`body_markdown = repeat('é', 500001)`), 'posts_body_markdown_length', 'bodyMarkdown'],
  ['a tag that is no slug', tagsOf(`'{Redis}'`), 'posts_tags_are_slugs', 'tags'],
  ['an empty tag', tagsOf(`'{""}'`), 'posts_tags_are_slugs', 'tags'],
  ['21 tags', tagsOf(`(select array_agg('t' || n) from generate_series(1, 21) n)`), 'posts_tags_count', 'tags'],
  ['an unknown status', post(`status = 'gone'`), 'posts_status_known'],
  ['a published post with a blank title', post(`title = ' '`), 'posts_published_has_title', 'title'],
  ['a published post with a blank body', post(`body_markdown = E' \\n'`), 'posts_published_has_body', 'bodyMarkdown'],
  ['a published post without a date', post(`published_at = null`), 'posts_published_has_date', 'publishedAt'],
  ['a published post without a place', post(`node_id = null`), 'posts_published_has_place', 'nodeId'],
  [
    'a published post whose page is removed',
    `delete from nodes where id = '${page}'`,
    'posts_published_has_place',
    'nodeId',
  ],
  ['a post on a section', post(`node_id = '${section}'`), 'posts_place'],
  ['a post on a page that is not there', post(`node_id = '${draft}'`), 'posts_place'],
  ['two posts on one page', `update posts set node_id = '${page}' where id = '${draft}'`, 'posts_node_unique'],
  ['a path of a post written by hand', post(`path = 'lie'`), 'posts_place'],
  ['a redirect of the API', redirect('/api/v1', '/'), 'redirects_from_path_is_free', 'fromPath'],
  ['a redirect of the studio itself', redirect('/studio', '/'), 'redirects_from_path_is_free', 'fromPath'],
  ['a redirect of the first page', redirect('/', '/projects'), 'redirects_from_path_length', 'fromPath'],
  ['a redirect of another site', redirect('//x.example', '/'), 'redirects_from_path_shape', 'fromPath'],
  ['a redirect of a question', redirect('/a?b', '/'), 'redirects_from_path_shape', 'fromPath'],
  ['a redirect to a script', redirect('/a', 'javascript:alert(1)'), 'redirects_to_path_shape', 'toPath'],
  ['a redirect to another site as a path', redirect('/a', '//x.example'), 'redirects_to_path_shape', 'toPath'],
  ['a redirect to itself', redirect('/a', '/a?again#here'), 'redirects_lead_somewhere', 'toPath'],
  [
    'redirects in a circle',
    `${redirect('/a', '/b')}; ${redirect('/b', '/c#x')}; ${redirect('/c', '/a')}`,
    'redirects_lead_somewhere',
    'toPath',
  ],
  [
    'two redirects of one address',
    `${redirect('/a', '/b')}; ${redirect('/a', '/c')}`,
    'redirects_from_path_unique',
    'fromPath',
    'conflict',
  ],
  [
    'a post of no project',
    `insert into posts (project_id) values ('${draft}')`,
    'posts_project_id_fkey',
    'projectId',
    'not-found',
  ],
];

test.each(refused)('%s is refused', async (_, statement, constraint, field, kind = 'invalid') => {
  const error = await refusalOf(statement);
  expect(error?.constraint).toBe(constraint);
  if (field === undefined) return;
  const violation = violationOf(error!);
  expect(violation).toMatchObject({ kind, violation: { field } });
  expect(violation?.violation.issue).toMatch(/^(must|is|would|lies|names) /);
});

/** No caller can bring these about: the functions do not let them write such values. */
const outOfReach = [
  ...[
    'sites_is_one',
    'former_paths_project',
    'former_paths_node',
    'former_slugs_project',
    'post_revisions_post',
    'nodes_parent_is_whole',
    'nodes_inherit',
    'posts_status_known',
  ],
  ...['posts_place_is_whole', 'imported_files_post_id_fkey'],
];

test('each constraint on content has its words, or cannot be met', async () => {
  const rows = await db.sql<{ name: string }>(`
    select conname as name from pg_constraint
    where contype in ('c', 'f', 'u') and (contypid = 'colophon.slug'::regtype
      or conrelid in ('sites'::regclass, 'projects'::regclass, 'nodes'::regclass, 'posts'::regclass, 'imported_files'::regclass,
        'former_paths'::regclass, 'former_slugs'::regclass, 'post_revisions'::regclass, 'redirects'::regclass))`);
  const names = rows.map(({ name }) => name);
  expect(names.length).toBeGreaterThan(35);
  const mute = names.filter(
    (constraint) => !violationOf(Object.assign(new DatabaseError('', 0, 'error'), { constraint })),
  );
  expect(mute.toSorted()).toEqual(outOfReach.toSorted());
});

describe('the tree', () => {
  beforeEach(async () => {
    await db.sql('begin');
    return () => db.sql('rollback');
  });
  const pathOf = async () =>
    (await db.sql<{ path: string }>(`select path from posts where id = '${published}'`))[0]?.path;
  const revisionOf = async () =>
    (await db.sql<{ revision: number }>(`select revision from posts where id = '${published}'`))[0]?.revision;

  test.each([
    ['a section gets another slug', node(`slug = 'handbook'`, section), 'handbook/deep/inner'],
    ['a section moves to the root', node(`parent_id = null`, below), 'deep/inner'],
    ['a page moves two levels up', node(`parent_id = null`), 'inner'],
  ])('%s, and all below goes with it', async (_, statement, path) => {
    const before = await revisionOf();
    await db.sql(statement);
    expect(await pathOf()).toBe(path);
    expect(await revisionOf(), 'the post itself did not change').toBe(before);
  });

  test('the order of the tree follows a new position', async () => {
    await db.sql(node(`position = 30`, section));
    const rows = await db.sql<{ slug: string }>(
      `select slug from nodes where project_id = '${project}' order by sort_key`,
    );
    expect(rows.map(({ slug }) => slug)).toEqual(['free', 'guide', 'deep', 'inner']);
  });

  test('a tree moves to another project as a whole', async () => {
    await db.sql(node(`project_id = '${other}'`, section));
    const [row] = await db.sql(`select project_id, path from posts where id = '${published}'`);
    expect(row).toEqual({ project_id: other, path: 'guide/deep/inner' });
  });

  test('a project takes its nodes and posts with it', async () => {
    await db.sql(`delete from projects where id = '${project}'`);
    expect(await db.sql(`select from nodes where project_id = '${project}' union all select from posts`)).toEqual([]);
  });
});

test('two redirects that are made at once do not close a circle', async () => {
  const clients = [1, 2].map(() => new Client({ connectionString: db.addresses.ownerUrl }));
  await Promise.all(clients.map((client) => client.connect()));
  await clients[0]!.query('begin');
  await clients[0]!.query(redirect('/here', '/there'));
  const second = clients[1]!.query(redirect('/there', '/here')).catch((error: DatabaseError) => error.constraint);
  await clients[0]!.query('commit');
  expect(await second).toBe('redirects_lead_somewhere');
  await Promise.all(clients.map((client) => client.end()));
});

test('two sections that move below each other at once do not close a circle', async () => {
  await db.sql(
    `insert into nodes (project_id, type, name, slug) values ('${other}', 'section', 'a', 'a'), ('${other}', 'section', 'b', 'b')`,
  );
  const clients = [1, 2].map(() => new Client({ connectionString: db.addresses.ownerUrl }));
  await Promise.all(clients.map((client) => client.connect()));
  const move = (slug: string, below: string) => `
    update nodes set parent_id = (select id from nodes where project_id = '${other}' and slug = '${below}') where project_id = '${other}' and slug = '${slug}'`;
  await clients[0]!.query('begin');
  await clients[0]!.query(move('a', 'b'));
  const second = clients[1]!.query(move('b', 'a')).catch((error: DatabaseError) => error.constraint);
  await clients[0]!.query('commit');
  expect(await second).toBe('nodes_no_cycle');
  await Promise.all(clients.map((client) => client.end()));
});
