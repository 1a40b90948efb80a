import { beforeEach, expect, test } from 'vitest';
import { databaseUnderTest } from '../../../infra/checks/database-under-test.ts';
import { mediaRow } from '../../../infra/checks/media-rows.ts';

const db = databaseUnderTest();

const project = '019a0000-0000-7000-8000-000000000001';
const other = '019a0000-0000-7000-8000-000000000002';
const section = '019a0000-0000-7000-8000-000000000011';
const page = '019a0000-0000-7000-8000-000000000012';
const draftPage = '019a0000-0000-7000-8000-000000000013';
const post = '019a0000-0000-7000-8000-000000000021';
const draft = '019a0000-0000-7000-8000-000000000022';

beforeEach(async () => {
  await db.sql(`
    truncate sites, projects, nodes, posts, imported_files, redirects cascade;
    insert into sites (title) values ('Site');
    insert into projects (id, slug, name) values ('${project}', 'engine', 'Engine'), ('${other}', 'other', 'Other');
    insert into nodes (id, project_id, parent_id, type, name, slug) values
      ('${section}', '${project}', null, 'section', 'Guide', 'guide'),
      ('${page}', '${project}', '${section}', 'page', null, 'inner'),
      ('${draftPage}', '${project}', null, 'page', null, 'draft');
    insert into posts (id, project_id, node_id, title, body_markdown, status, published_at) values
      ('${post}', '${project}', '${page}', 'Inner', 'text', 'published', now()),
      ('${draft}', '${project}', '${draftPage}', 'Draft', 'text', 'draft', null)`);
  await db.sql(mediaRow(section, 'image'));
  await db.sql(`delete from outbox`);
});

/** Without those of lists and of search, which list-tags.test.ts is about. */
async function announced(): Promise<string[]> {
  const rows = await db.sql<{ tag: string }>(
    `select tag from outbox where tag not like 'tagged:%' and tag not in ('tags', 'search', 'posts:cards') order by tag`,
  );
  const short = (tag: string) =>
    tag.replace(project, 'P').replace(other, 'O').replace(post, 'A').replace(draft, 'B').replace(section, 'S');
  return rows.map(({ tag }) => short(tag)).toSorted();
}

const tree = 'project:P:tree';
const card = ['post:A', 'post:A:card'];
const name = [...card, 'post:A:name'];
const membership = [...name, 'posts', 'project:P:card', 'project:P:titles', tree, 'projects:cards'];
const asProject = ['project:P', 'project:P:card', 'projects:cards'];

test.each([
  ['the site changes', `update sites set tagline = 'x'`, ['site']],
  ['the site goes', `delete from sites`, ['site']],
  ['the body of a post changes', `update posts set body_markdown = 'x' where id = '${post}'`, card],
  ['the title of a post changes', `update posts set title = 'x' where id = '${post}'`, [...name, 'project:P:titles']],
  ['the summary of a post changes', `update posts set summary = 'x' where id = '${post}'`, card],
  ['the cover of a post changes', `update posts set cover_media_id = '${section}' where id = '${post}'`, card],
  [
    'the date of a post changes',
    `update posts set published_at = '2020-01-01' where id = '${post}'`,
    [...card, 'posts'],
  ],
  ['a post is withdrawn', `update posts set status = 'draft' where id = '${post}'`, membership],
  ['a post is deleted', `delete from posts where id = '${post}'`, membership],
  ['a draft changes', `update posts set title = 'x' where id = '${draft}'`, []],
  ['a draft is deleted', `delete from posts where id = '${draft}'`, []],
  [
    'a draft is published',
    `update posts set status = 'published', published_at = now() where id = '${draft}'`,
    membership.map((tag) => tag.replace('A', 'B')),
  ],
  ['a section moves', `update nodes set slug = 'x' where id = '${section}'`, [...name, tree, 'project:P:moves']],
  ['a page moves', `update nodes set position = 5 where id = '${page}'`, [...card, tree]],
  ['the page of a draft moves', `update nodes set position = 5 where id = '${draftPage}'`, []],
  ['a node is touched', `update nodes set revision = 9 where id = '${section}'`, []],
  ['a place is made', `insert into nodes (project_id, type, slug) values ('${project}', 'page', 'new')`, []],
  [
    'a section gets another name',
    `update nodes set name = 'x' where id = '${section}'`,
    ['node:S', 'project:P:titles'],
  ],
  ['a project is described', `update projects set description = 'x' where id = '${project}'`, asProject],
  [
    'a project gets another slug',
    `update projects set slug = 'x' where id = '${project}'`,
    [...asProject, 'project:P:name', 'projects'],
  ],
  ['a redirect is made', `insert into redirects (from_path, to_path) values ('/a', '/b')`, ['redirects']],
  ['a project changes places', `update projects set position = 5 where id = '${project}'`, [...asProject, 'projects']],
  [
    'a project is deleted',
    `delete from projects where id = '${project}'`,
    [...new Set([...asProject, ...membership, 'project:P:name', 'projects'])],
  ],
  ['a project is made', `insert into projects (slug, name) values ('new', 'New')`, ['projects', 'projects:cards']],
  [
    'a post changes its project',
    `update nodes set project_id = '${other}' where id = '${section}'`,
    [...membership, 'project:O:card', 'project:O:titles', 'project:O:tree'],
  ],
  ['everything is emptied', `truncate posts, imported_files cascade`, ['all']],
])('when %s, what showed it is named', async (_, statement, tags) => {
  await db.sql(statement);
  const rows = await announced();
  const ofNewProject = /^project:[0-9a-f-]{36}/;
  expect(rows.filter((tag) => !ofNewProject.test(tag))).toEqual(tags.toSorted());
});

test('rows of one transaction carry its id, each tag once', async () => {
  await db.sql('begin');
  for (const title of ['x', 'y', 'z']) await db.sql(`update posts set title = $1 where id = '${post}'`, [title]);
  const [own] = await db.sql(`select pg_current_xact_id()::text as xid`);
  await db.sql('commit');
  expect(await db.sql(`select distinct xid::text from outbox`)).toEqual([own]);
  expect(await announced()).toEqual([...name, 'project:P:titles'].toSorted());
});

test('what was rolled back to a savepoint is not announced, and what came before and after is', async () => {
  await db.sql('begin');
  await db.sql(`update sites set tagline = 'kept'`);
  await db.sql('savepoint before');
  await db.sql(`update posts set body_markdown = 'lost' where id = '${post}'`);
  await db.sql('rollback to before');
  await db.sql(`update projects set description = 'kept' where id = '${project}'`);
  await db.sql('commit');
  expect(await announced()).toEqual([...asProject, 'site'].toSorted());
});

test('a change whose first try was rolled back is announced with its second', async () => {
  await db.sql('begin');
  await db.sql('savepoint before');
  await db.sql(`update posts set body_markdown = 'first' where id = '${post}'`);
  await db.sql('rollback to before');
  await db.sql(`update posts set body_markdown = 'second' where id = '${post}'`);
  await db.sql('commit');
  expect(await announced()).toEqual(card);
});

test('a session that replays as a replica announces, too', async () => {
  await db.sql('begin');
  await db.sql(`set local session_replication_role = replica`);
  await db.sql(`update posts set body_markdown = 'x' where id = '${post}'`);
  await db.sql(`truncate sites`);
  await db.sql('commit');
  expect(await announced()).toEqual(['all', 'post:A']);
});

test('each table that readers see something of announces always: rows and TRUNCATE', async () => {
  const rows = await db.sql(`
    select tgrelid::regclass::text as table, tgname as name, tgenabled as enabled from pg_trigger
    where not tgisinternal and tgname like 'announce%' order by 1, 2`);
  // What readers can see is content.
  const content = await db.sql<{ table: string }>(`
    select distinct table_name::text as table from information_schema.view_table_usage
    where view_schema = 'published' and table_schema = 'colophon' order by 1`);
  expect(content.length).toBeGreaterThan(10);
  const expected = content.flatMap(({ table }) =>
    ['announce', 'announce_truncate'].map((name) => ({ table, name, enabled: 'A' })),
  );
  expect(rows).toEqual(expect.arrayContaining(expected));
  // Some tables announce in more than one way; whichever it is, a replica does, too.
  expect(rows.filter(({ enabled }) => enabled !== 'A')).toEqual([]);
});
