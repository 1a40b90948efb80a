import { beforeEach, expect, test } from 'vitest';
import { databaseUnderTest } from '../../../infra/checks/database-under-test.ts';
import { mediaRow } from '../../../infra/checks/media-rows.ts';

const db = databaseUnderTest();

const id = (last: number) => `019a0000-0000-7000-8000-0000000000${String(last).padStart(2, '0')}`;
const tables = `about_sections, work_history, education, languages, contact_channels, documents,
  techstack_categories, techstack_collections, techstack_items, techstack_uses`;

beforeEach(async () => {
  await db.sql(`
    truncate ${tables}, projects cascade;
    insert into about_sections (section, title, position) values ('now', 'Now', 10);
    insert into work_history (organisation, role, started) values ('Press', 'Printer', '2019-04');
    insert into education (institution, started) values ('School', '2019-04');
    insert into languages (tag, name, level, position) values ('en', 'English', 'c2', 10);
    insert into contact_channels (kind, label, href, position) values ('email', 'Mail', 'mailto:a@example.org', 10);
    ${mediaRow(id(90))}
    insert into documents (slug, title, kind, position, media_id) values ('resume', 'Résumé', 'resume', 10, '${id(90)}');
    insert into projects (id, slug, name) values ('${id(1)}', 'engine', 'Engine');
    insert into techstack_categories (id, slug, name, position) values ('${id(2)}', 'stores', 'Stores', 10);
    insert into techstack_collections (id, category_id, slug, name, position) values
      ('${id(3)}', '${id(2)}', 'sql', 'SQL', 10), ('${id(4)}', '${id(2)}', 'keys', 'Keys', 20);
    insert into techstack_items (id, collection_id, slug, name, position) values
      ('${id(5)}', '${id(3)}', 'postgres', 'Postgres', 10), ('${id(6)}', '${id(4)}', 'redis', 'Redis', 20);
    insert into techstack_uses (project_id, item_id, position) values ('${id(1)}', '${id(5)}', 1)`);
  await db.sql(`delete from outbox`);
});

const lists = [
  ['about_sections', 'about'],
  ['work_history', 'work-history'],
  ['education', 'education'],
  ['languages', 'languages'],
  ['contact_channels', 'contact'],
  ['documents', 'documents'],
] as const;

async function announced(): Promise<string[]> {
  const rows = await db.sql<{ tag: string }>(`select tag from outbox order by tag`);
  return rows.map(({ tag }) => tag);
}

test.each(lists)('a change of %s, and a row that goes, are announced as %s', async (table, tag) => {
  await db.sql(`update ${table} set updated_at = now()`);
  expect(await announced()).toEqual([tag]);
  await db.sql(`delete from outbox`);
  await db.sql(`delete from ${table}`);
  expect(await announced()).toEqual([tag]);
});

test.each(tables.split(/,\s*/).filter((table) => !/_(categories|collections|items)$/.test(table)))(
  'an emptied %s makes all stale',
  async (table) => {
    await db.sql(`truncate ${table}`);
    expect(await announced()).toEqual(['all']);
  },
);

const all = 'techstack';
const postgres = `techstack:${id(5)}`;
const redis = `techstack:${id(6)}`;

test.each([
  ['a category moves', `update techstack_categories set position = 5`, [all]],
  ['a category gets another name', `update techstack_categories set name = 'Databases'`, [all, postgres, redis]],
  [
    'a collection gets another name',
    `update techstack_collections set name = 'Tables' where id = '${id(3)}'`,
    [all, postgres],
  ],
  ['a collection gets another slug', `update techstack_collections set slug = 'tables' where id = '${id(3)}'`, [all]],
  [
    'an item gets another name',
    `update techstack_items set name = 'PostgreSQL' where id = '${id(5)}'`,
    [all, postgres],
  ],
  ['an item gets an address', `update techstack_items set url = 'https://a' where id = '${id(5)}'`, [all, postgres]],
  [
    'an item is described, which no project shows',
    `update techstack_items set description = 'x' where id = '${id(5)}'`,
    [all],
  ],
  [
    'an item changes its collection',
    `update techstack_items set collection_id = '${id(4)}' where id = '${id(5)}'`,
    [all, postgres],
  ],
  ['an item goes', `delete from techstack_items where id = '${id(6)}'`, [all, redis]],
  ['a project uses an item', `insert into techstack_uses values ('${id(1)}', '${id(6)}', 2)`, [`project:${id(1)}`]],
  ['a project uses its items in another order', `update techstack_uses set position = 2`, [`project:${id(1)}`]],
  ['a project does not use it any more', `delete from techstack_uses`, [`project:${id(1)}`]],
])('when %s, what showed it is named', async (_, statement, tags) => {
  await db.sql(statement);
  expect(await announced()).toEqual(tags.toSorted());
});
