import { beforeEach, expect, test } from 'vitest';
import { databaseUnderTest } from '../../../infra/checks/database-under-test.ts';
import { mediaRow } from '../../../infra/checks/media-rows.ts';
import { standInLambda } from '../../../infra/checks/stand-in-lambda.ts';
import { handler } from './import-profile.ts';

const db = databaseUnderTest();
const asked = standInLambda();
const media = '019a0000-0000-7000-8000-0000000000aa';

beforeEach(async () => {
  await db.sql(
    `truncate about_sections, work_history, education, languages, techstack_categories, contact_channels, documents, redirects cascade`,
  );
  await db.sql(mediaRow(media));
  await db.sql(`truncate outbox`);
  asked.length = 0;
});

const bring = (part: string, entries: object[], more: object = {}) =>
  handler({ part, entries, ...more } as unknown as Parameters<typeof handler>[0]);
const outcome = (outcome: string, troubles: object[] = []) => ({ value: { outcome, troubles } });

const english = { tag: 'en', name: 'English', level: 'C2' };
const stores = {
  ...{ slug: 'stores', name: 'Stores' },
  collections: [
    { slug: 'sql', name: 'SQL', items: [{ slug: 'postgres', name: 'Postgres', url: 'https://example.org' }] },
  ],
};

test.each([
  ['ABOUT', { section: 'now', title: 'Now', bodyMarkdown: 'x' }, 'about_sections', ['about']],
  ['WORK_HISTORY', { organisation: 'Press', role: 'Printer', start: '1450' }, 'work_history', ['work-history']],
  ['EDUCATION', { institution: 'School', start: '1450' }, 'education', ['education']],
  ['LANGUAGES', english, 'languages', ['languages']],
  ['CONTACT', { kind: 'email', label: 'Mail', href: 'mailto:a@example.org' }, 'contact_channels', ['contact']],
  ['DOCUMENTS', { slug: 'resume', title: 'Résumé', kind: 'RESUME', mediaId: media }, 'documents', ['documents']],
])('%s is filled where it is empty, announced, and left from then on', async (part, entry, table, tags) => {
  expect(await bring(part, [entry])).toEqual(outcome('FILLED'));
  expect(await db.sql(`select from ${table}`)).toHaveLength(1);
  expect((await db.sql<{ tag: string }>(`select tag from outbox`)).map(({ tag }) => tag)).toEqual(tags);
  expect(asked).toMatchObject([{ name: 'outbox-relay', type: 'Event' }]);
  expect(await bring(part, [entry, entry])).toEqual(outcome('LEFT'));
  expect(await db.sql(`select from ${table}`)).toHaveLength(1);
  expect(
    await db.sql(`select distinct author from audit_log where table_name = '${table}' and action = 'insert'`),
  ).toEqual([{ author: 'importer' }]);
});

test('the tech stack comes as a tree', async () => {
  expect(await bring('TECH_STACK', [stores])).toEqual(outcome('FILLED'));
  expect(await db.sql(`select slug, category_name, collection_name, url from techstack_items`)).toEqual([
    { slug: 'postgres', category_name: 'Stores', collection_name: 'SQL', url: 'https://example.org' },
  ]);
});

test('redirects come in the spelling that readers are compared with', async () => {
  expect(await bring('REDIRECTS', [{ fromPath: '/old/%7Eme/', toPath: '/about' }])).toEqual(outcome('FILLED'));
  expect(await db.sql(`select from_path, to_path from redirects`)).toEqual([
    { from_path: '/old/~me', to_path: '/about' },
  ]);
});

test('where some entries cannot be taken none is, and each is named with what is wrong', async () => {
  const entries = [
    english,
    { ...english, tag: 'en_GB' },
    { ...english, level: 'D1' },
    { ...english, colour: 'red' },
    {},
  ];
  const { value } = (await bring('LANGUAGES', entries)) as {
    value: { outcome: string; troubles: { entry: number; issue: string }[] };
  };
  expect(value.outcome).toBe('REFUSED');
  expect(value.troubles.map(({ entry }) => entry)).toEqual([1, 2, 3, 4]);
  expect(value.troubles.map(({ issue }) => issue.split(' ', 1)[0])).toEqual(['tag', 'level', 'colour', 'tag']);
  expect(await db.sql(`select from languages`)).toEqual([]);
  expect(await db.sql(`select from outbox`)).toEqual([]);
});

test('what the database alone can tell is named as well', async () => {
  const twice = [{ section: 'Now', title: 'Now' }];
  expect(await bring('ABOUT', twice)).toMatchObject({
    value: { outcome: 'REFUSED', troubles: [{ issue: expect.stringMatching(/^section /) as string }] },
  });
  const again = { ...stores, collections: [stores.collections[0], { ...stores.collections[0], name: 'Again' }] };
  expect(await bring('TECH_STACK', [again])).toMatchObject({
    value: { troubles: [{ entry: 0, issue: '"Again": slug is taken by another collection of this category' }] },
  });
});

test('a rehearsal says what would come of it, and changes nothing', async () => {
  expect(await bring('LANGUAGES', [english], { dryRun: true })).toEqual(outcome('FILLED'));
  expect(await bring('LANGUAGES', [{}], { dryRun: true })).toMatchObject({ value: { outcome: 'REFUSED' } });
  expect(await db.sql(`select from languages`)).toEqual([]);
  await bring('LANGUAGES', [english]);
  expect(await bring('LANGUAGES', [english], { dryRun: true })).toEqual(outcome('LEFT'));
});

test('of two that fill a part at once one does', async () => {
  const both = await Promise.all([bring('LANGUAGES', [english]), bring('LANGUAGES', [english])]);
  expect(both).toEqual(expect.arrayContaining([outcome('FILLED'), outcome('LEFT')]));
  expect(await db.sql(`select from languages`)).toHaveLength(1);
});

test('a part that nobody knows is refused', async () => {
  expect(await bring('UNSPECIFIED', [])).toMatchObject({ refusal: { kind: 'malformed' } });
  expect(await bring('COLOURS', [])).toMatchObject({ refusal: { kind: 'malformed' } });
});
