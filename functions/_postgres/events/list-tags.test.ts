import { toJson } from '@bufbuild/protobuf';
import { beforeEach, expect, test } from 'vitest';
import { databaseUnderTest } from '../../../infra/checks/database-under-test.ts';
import { PostListSchema, TagListSchema } from '../../../proto/gen/colophon/posts/v1/lists_pb.js';
import { SearchResultsSchema } from '../../../proto/gen/colophon/search/v1/search_pb.js';
import { buildPosts } from '../posts/build-posts.ts';
import { buildTags } from '../posts/build-tags.ts';
import { buildSearch } from '../search/build-search.ts';

const db = databaseUnderTest();

const id = (last: number) => `019a0000-0000-7000-8000-0000000000${String(last).padStart(2, '0')}`;
const [engine, bulk] = [id(1), id(2)];
const [first, second, draft] = [id(21), id(22), id(23)];

// Two posts of the engine, with and without the tag redis, a draft, and so many older ones that a list of all is too long
// to name each.
beforeEach(() =>
  db.sql(`
    truncate projects, nodes, posts, imported_files cascade;
    insert into projects (id, slug, name) values ('${engine}', 'engine', 'Engine'), ('${bulk}', 'bulk', 'Bulk');
    insert into nodes (id, project_id, type, slug) values
      ('${id(11)}', '${engine}', 'page', 'first'), ('${id(12)}', '${engine}', 'page', 'second'), ('${id(13)}', '${engine}', 'page', 'draft');
    insert into posts (id, project_id, node_id, title, summary, body_markdown, tags, status, published_at, updated_at) values
      ('${first}', '${engine}', '${id(11)}', 'First engine', 'About', 'One two', '{redis,cache}', 'published', '2026-03-01', '2026-03-01'),
      ('${second}', '${engine}', '${id(12)}', 'Second engine', 'About', 'One two', '{cache}', 'published', '2026-02-01', '2026-03-01'),
      ('${draft}', '${engine}', '${id(13)}', 'Draft', '', 'One two', '{redis}', 'draft', '2026-01-01', '2026-03-01');
    with pages as (insert into nodes (project_id, type, slug) select '${bulk}', 'page', 'p' || n from generate_series(1, 60) n returning id)
    insert into posts (project_id, node_id, title, body_markdown, tags, status, published_at)
      select '${bulk}', id, 'Filler', 'Three', '{filler}', 'published', '2025-01-01' from pages;
    delete from outbox`),
);

const objects = {
  newest: () => buildPosts({ limit: 2 }, () => 'next').then((built) => shown(PostListSchema, built)),
  all: () => buildPosts({ limit: 100 }, () => 'next').then((built) => shown(PostListSchema, built)),
  redis: () => buildPosts({ tag: 'redis', limit: 20 }, () => 'next').then((built) => shown(PostListSchema, built)),
  cache: () => buildPosts({ tag: 'cache', limit: 20 }, () => 'next').then((built) => shown(PostListSchema, built)),
  filler: () => buildPosts({ tag: 'filler', limit: 100 }, () => 'next').then((built) => shown(PostListSchema, built)),
  tags: () => buildTags().then((built) => shown(TagListSchema, built)),
  search: () =>
    buildSearch({ q: 'engine', limit: 20 }, () => 'next').then((built) => shown(SearchResultsSchema, built)),
};
type Name = keyof typeof objects;
const names = Object.keys(objects) as Name[];

function shown(
  schema: Parameters<typeof toJson>[0],
  built: { object: Parameters<typeof toJson>[1] | undefined; tags: string[] },
) {
  return { json: JSON.stringify(toJson(schema, built.object!)), tags: built.tags };
}

async function all() {
  const built = await Promise.all(names.map((name) => objects[name]()));
  return Object.fromEntries(names.map((name, index) => [name, built[index]!]));
}

const post = (assignment: string, which = first) => `update posts set ${assignment} where id = '${which}'`;
const lists: Name[] = ['newest', 'all', 'redis', 'cache'];

// What is dropped, and, behind that, what would have become stale: the lists that name each card are dropped for theirs alone.
test.each<[what: string, statement: string, dropped: Name[], changed?: Name[]]>([
  [
    'the title of a post changes',
    post(`title = 'Primary engine'`),
    ['newest', 'all', 'redis', 'cache', 'filler', 'search'],
    [...lists, 'search'],
  ],
  [
    'the body of a post changes',
    post(`body_markdown = 'Three'`),
    ['newest', 'all', 'redis', 'cache', 'filler', 'search'],
    [...lists, 'search'],
  ],
  [
    'another post gets a new title',
    post(`title = 'Runner-up engine'`, second),
    ['newest', 'all', 'cache', 'filler', 'search'],
    ['newest', 'all', 'cache', 'search'],
  ],
  ['a post loses a tag', post(`tags = '{cache}'`), [...names], [...lists, 'tags']],
  [
    'a post gets another date of the same place',
    post(`published_at = '2026-03-02'`),
    ['newest', 'all', 'redis', 'cache', 'filler', 'search'],
    lists,
  ],
  ['a post is withdrawn', post(`status = 'draft'`), [...names], [...lists, 'tags', 'search']],
  [
    'a post is scheduled',
    post(`status = 'scheduled', published_at = '9000-01-01'`),
    [...names],
    [...lists, 'tags', 'search'],
  ],
  ['a post is deleted', `delete from posts where id = '${first}'`, [...names], [...lists, 'tags', 'search']],
  [
    'a draft is published',
    post(`status = 'published'`, draft),
    ['newest', 'all', 'redis', 'filler', 'tags', 'search'],
    ['all', 'redis', 'tags'],
  ],
  ['a draft changes', post(`title = 'x', tags = '{cache}'`, draft), []],
  ['a draft is deleted', `delete from posts where id = '${draft}'`, []],
  [
    'a post moves',
    `update nodes set slug = 'moved' where id = '${id(11)}'`,
    ['newest', 'all', 'redis', 'cache', 'filler', 'search'],
    [...lists, 'search'],
  ],
  [
    'a post changes places in its tree',
    `update nodes set position = 99 where id = '${id(11)}'`,
    ['newest', 'redis', 'cache'],
    [],
  ],
  [
    'the project is renamed',
    `update projects set name = 'Motor' where id = '${engine}'`,
    ['newest', 'all', 'redis', 'cache', 'filler', 'search'],
    [...lists, 'search'],
  ],
  ['the project is described', `update projects set description = 'x' where id = '${engine}'`, ['all', 'filler'], []],
  ['the project is deleted', `delete from projects where id = '${engine}'`, [...names], [...lists, 'tags', 'search']],
  ['posts are emptied', `truncate posts, imported_files, post_revisions`, [...names], [...names]],
])('when %s, the objects that showed it are dropped', async (_, statement, dropped, changed = []) => {
  const before = await all();
  await db.sql(statement);
  const outbox = await db.sql<{ tag: string }>(`select tag from outbox`);
  const announced = new Set(outbox.map(({ tag }) => tag));
  const after = await all();
  const differing = names.filter((name) => before[name]!.json !== after[name]!.json);
  const stale = names.filter((name) => before[name]!.tags.some((tag) => announced.has(tag)));
  expect(differing.toSorted()).toEqual(changed.toSorted());
  expect(stale.toSorted()).toEqual(dropped.toSorted());
});

test('a short list names each card, a long one says that it shows many', async () => {
  const { newest, all: long } = await all();
  expect(newest!.tags).toEqual(['posts', `post:${first}:card`, `project:${engine}:name`, `post:${second}:card`, 'all']);
  expect(long!.tags).toEqual(['posts', 'posts:cards', 'projects:cards', 'all']);
});

test('what is derived from posts follows them as if it were made anew', async () => {
  await db.sql(post(`tags = '{redis,new,new}', title = 'Other'`));
  await db.sql(post(`status = 'draft'`, second));
  await db.sql(post(`status = 'published', published_at = '2026-05-05'`, draft));
  await db.sql(post(`id = '${id(29)}'`));
  const difference = await db.sql(`
    with wanted as (select distinct id, tag, published_at from posts, unnest(tags) tag where status = 'published')
    (table wanted except table post_tags) union all (table post_tags except table wanted)`);
  expect(difference).toEqual([]);
  const documents = await db.sql(`
    with wanted as (
      select document.* from posts, search_document(id, published_at, title, tags, summary, body_markdown) document where status = 'published')
    (select * from wanted except select * from search_documents) union all (select * from search_documents except select * from wanted)`);
  expect(documents).toEqual([]);
});

test('in a session that replays as a replica, what is derived follows too', async () => {
  await db.sql('begin');
  await db.sql(`set local session_replication_role = replica`);
  await db.sql(post(`tags = '{replayed}', title = 'Replayed'`));
  await db.sql('commit');
  expect(await db.sql(`select tag from post_tags where post_id = '${first}'`)).toEqual([{ tag: 'replayed' }]);
  expect(await db.sql(`select names from search_documents where post_id = '${first}'`)).toEqual([
    { names: 'Replayed\nreplayed' },
  ]);
});
