import { DatabaseError } from 'pg';
import { beforeAll, expect, test } from 'vitest';
import { databaseUnderTest } from '../../../infra/checks/database-under-test.ts';
import { mediaRow } from '../../../infra/checks/media-rows.ts';
import { violationOf } from '../violations.ts';

const db = databaseUnderTest();

const id = (last: number) => `019a0000-0000-7000-8000-0000000000${String(last).padStart(2, '0')}`;

beforeAll(() =>
  db.sql(`
    insert into about_sections (section, title, position) values ('now', 'Now', 10);
    insert into work_history (organisation, role, started) values ('Press', 'Printer', '2019-04');
    insert into education (institution, started) values ('School', '2019-04');
    insert into languages (tag, name, level, position) values ('en', 'English', 'c2', 10);
    insert into contact_channels (kind, label, href, position) values ('email', 'Mail', 'mailto:a@example.org', 10);
    ${mediaRow(id(90))}
    insert into documents (slug, title, kind, position, media_id) values ('resume', 'Résumé', 'resume', 10, '${id(90)}'),
      ('other', 'Other', 'other', 20, '${id(90)}');
    insert into projects (id, slug, name) values ('${id(1)}', 'engine', 'Engine');
    insert into techstack_categories (id, slug, name, position) values ('${id(2)}', 'stores', 'Stores', 10), ('${id(3)}', 'tools', 'Tools', 20);
    insert into techstack_collections (id, category_id, slug, name, position) values
      ('${id(4)}', '${id(2)}', 'sql', 'SQL', 10), ('${id(5)}', '${id(2)}', 'keys', 'Keys', 20);
    insert into techstack_items (id, collection_id, slug, name, position) values
      ('${id(6)}', '${id(4)}', 'postgres', 'Postgres', 10), ('${id(7)}', '${id(4)}', 'sqlite', 'SQLite', 20);
    insert into techstack_uses (project_id, item_id, position) values ('${id(1)}', '${id(6)}', 1)`),
);

/** What one statement is refused with; its changes are taken back. */
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

const long = (characters: number) => `repeat('é', ${characters + 1})`;
/** A column that holds so many characters and no more. */
const lengths: [table: string, column: string, field: string, most: number, mayBeEmpty: boolean][] = [
  ['about_sections', 'title', 'title', 200, false],
  ['about_sections', 'body_markdown', 'bodyMarkdown', 100_000, true],
  ['work_history', 'organisation', 'organisation', 200, false],
  ['work_history', 'role', 'role', 200, false],
  ['education', 'institution', 'institution', 200, false],
  ['education', 'degree', 'degree', 200, true],
  ['education', 'field', 'field', 200, true],
  ...['work_history', 'education'].flatMap((table): typeof lengths => [
    [table, 'location', 'location', 200, true],
    [table, 'summary', 'summary', 1000, true],
    [table, 'description_markdown', 'description', 20_000, true],
  ]),
  ['languages', 'name', 'name', 200, false],
  ['contact_channels', 'label', 'label', 200, false],
  ['documents', 'title', 'title', 200, false],
  ['documents', 'description', 'description', 2000, true],
  ['documents', 'variant', 'variant', 100, true],
  ['techstack_categories', 'name', 'name', 200, false],
  ['techstack_collections', 'name', 'name', 200, false],
  ['techstack_items', 'name', 'name', 200, false],
  ['techstack_items', 'description', 'description', 2000, true],
];

test.each(lengths)('%s.%s holds what it should', async (table, column, field, most, mayBeEmpty) => {
  const set = (expression: string) => refusalOf(`update ${table} set ${column} = ${expression}`);
  expect(await set(`repeat('é', ${most})`)).toBeUndefined();
  for (const tooMuch of [long(most), ...(mayBeEmpty ? [] : [`''`])]) {
    const error = await set(tooMuch);
    expect(error?.constraint).toBe(`${table}_${column}_length`);
    expect(violationOf(error!)).toMatchObject({ kind: 'invalid', violation: { field } });
  }
  if (mayBeEmpty) expect(await set(`''`)).toBeUndefined();
});

const set = (table: string, assignment: string) => `update ${table} set ${assignment}`;
const times = ['work_history', 'education'].flatMap((table): typeof refused => [
  [`${table}: a start that is no date`, set(table, `started = '2019-13'`), `${table}_start_is_partial_date`, 'start'],
  [`${table}: no start`, set(table, `started = ''`), `${table}_start_is_partial_date`, 'start'],
  [`${table}: an end that does not exist`, set(table, `ended = '2021-02-29'`), `${table}_end_is_partial_date`, 'end'],
  [`${table}: an end before the start`, set(table, `ended = '2019-03'`), `${table}_timeframe`, 'end'],
  [
    `${table}: an end before a later start`,
    set(table, `ended = '2019', started = '2020'`),
    `${table}_timeframe`,
    'end',
  ],
  [`${table}: no web address`, set(table, `url = '/work'`), `${table}_url_is_web_address`, 'url'],
  [`${table}: a long address`, set(table, `url = 'https://a/' || repeat('a', 1991)`), `${table}_url_length`, 'url'],
]);
const positions = ['about_sections', 'languages', 'contact_channels', 'documents', 'techstack_categories'].concat([
  'techstack_collections',
  'techstack_items',
]);
const refused: [what: string, statement: string, constraint: string, field: string, kind?: string][] = [];
refused.push(
  ...times,
  ...positions.flatMap((table): typeof refused => [
    [`${table}: before the first`, set(table, 'position = -1'), `${table}_position_range`, 'position'],
    [`${table}: behind the last`, set(table, 'position = 1000000'), `${table}_position_range`, 'position'],
  ]),
  ['a section that is no slug', set('about_sections', `section = 'Now'`), 'about_sections_section_is_slug', 'section'],
  ['a tag with a line', set('languages', `tag = 'en_GB'`), 'languages_tag_is_language_tag', 'tag'],
  ['a long tag', set('languages', `tag = 'en' || repeat('-variant', 5)`), 'languages_tag_length', 'tag'],
  ['a level that nobody has', set('languages', `level = 'd1'`), 'languages_level_known', 'level'],
  ['a kind with a space', set('contact_channels', `kind = 'e mail'`), 'contact_channels_kind_is_slug', 'kind'],
  ['a link to a script', set('contact_channels', `href = 'javascript:a'`), 'contact_channels_href_is_link', 'href'],
  ['a long link', set('contact_channels', `href = '/' || repeat('a', 2000)`), 'contact_channels_href_length', 'href'],
  ['a taken document', set('documents', `slug = 'resume'`), 'documents_slug_unique', 'slug', 'conflict'],
  ['a document without media', set('documents', `media_id = '${id(91)}'`), 'documents_media', 'mediaId'],
  [
    'a picture of nothing',
    set('about_sections', `picture_media_id = '${id(91)}'`),
    'about_sections_picture',
    'pictureMediaId',
  ],
  ['a document of no kind', set('documents', `kind = 'unspecified'`), 'documents_kind_known', 'kind'],
  [
    'a language with a name',
    set('documents', `language = 'German!'`),
    'documents_language_is_language_tag',
    'language',
  ],
  [
    'a long language',
    set('documents', `language = 'en' || repeat('-variant', 5)`),
    'documents_language_length',
    'language',
  ],
  [
    'a taken category',
    set('techstack_categories', `slug = 'stores'`),
    'techstack_categories_slug_unique',
    'slug',
    'conflict',
  ],
  [
    'a taken collection',
    set('techstack_collections', `slug = 'sql'`),
    'techstack_collections_slug_unique',
    'slug',
    'conflict',
  ],
  ['a taken item', set('techstack_items', `slug = 'sqlite'`), 'techstack_items_slug_unique', 'slug', 'conflict'],
  [
    'an item without a web address',
    set('techstack_items', `url = 'postgres'`),
    'techstack_items_url_is_web_address',
    'url',
  ],
  [
    'an item with a long one',
    set('techstack_items', `url = 'https://a/' || repeat('a', 1991)`),
    'techstack_items_url_length',
    'url',
  ],
  [
    'a collection of nothing',
    set('techstack_collections', `category_id = '${id(9)}'`),
    'techstack_collections_category',
    'categoryId',
  ],
  [
    'an item of nothing',
    set('techstack_items', `collection_id = '${id(9)}'`),
    'techstack_items_collection',
    'collectionId',
  ],
  ['a use of nothing', set('techstack_uses', `item_id = '${id(9)}'`), 'techstack_uses_item', 'techStack'],
  ['a use twice', `insert into techstack_uses select * from techstack_uses`, 'techstack_uses_once', 'techStack'],
  ['a use too many', set('techstack_uses', `position = 101`), 'techstack_uses_count', 'techStack'],
  [
    'a use by no project',
    set('techstack_uses', `project_id = '${id(9)}'`),
    'techstack_uses_project',
    'projectId',
    'not-found',
  ],
  [
    'a category with collections goes',
    `delete from techstack_categories`,
    'techstack_collections_category',
    'categoryId',
  ],
  ['a collection with items goes', `delete from techstack_collections`, 'techstack_items_collection', 'collectionId'],
  ['an item in use goes', `delete from techstack_items`, 'techstack_uses_item', 'techStack'],
);

test.each(refused)('%s is refused', async (_, statement, constraint, field, kind = 'invalid') => {
  const error = await refusalOf(statement);
  expect(error?.constraint).toBe(constraint);
  const violation = violationOf(error!);
  expect(violation).toMatchObject({ kind, violation: { field } });
  expect(violation?.violation.issue).toMatch(/^(must|is|would|lies|names) /);
});

test('each constraint on the profile has its words, and was tried', async () => {
  const rows = await db.sql<{ name: string }>(`
    select conname as name from pg_constraint
    where contype in ('c', 'f', 'u') and conrelid::regclass::text ~ '^(about_sections|work_history|education|languages|contact_channels|documents|techstack_\\w+)$'`);
  const names = rows.map(({ name }) => name);
  const tried = new Set([
    ...lengths.map(([table, column]) => `${table}_${column}_length`),
    ...refused.map(([, , constraint]) => constraint),
  ]);
  // What children refer to: a second row with this id is refused before.
  const outOfReach = ['techstack_categories_hand_down', 'techstack_collections_hand_down'];
  expect(names.length).toBeGreaterThan(60);
  expect(names.filter((name) => !tried.has(name)).toSorted()).toEqual(outOfReach);
  const mute = names.filter(
    (constraint) => !violationOf(Object.assign(new DatabaseError('', 0, 'error'), { constraint })),
  );
  expect(mute.toSorted()).toEqual(outOfReach);
});

test('a new name of a category or a collection reaches all below, and is no change of theirs', async () => {
  const item = `select category_name, collection_name, updated_at from techstack_items where id = '${id(6)}'`;
  const [before] = await db.sql(item);
  await db.sql(`update techstack_categories set name = 'Databases' where id = '${id(2)}'`);
  await db.sql(`update techstack_collections set name = 'Relations' where id = '${id(4)}'`);
  expect(await db.sql(item)).toEqual([{ ...before, category_name: 'Databases', collection_name: 'Relations' }]);
  await db.sql(`update techstack_collections set category_id = '${id(3)}' where id = '${id(4)}'`);
  expect(await db.sql(item)).toEqual([{ ...before, category_name: 'Tools', collection_name: 'Relations' }]);
});
