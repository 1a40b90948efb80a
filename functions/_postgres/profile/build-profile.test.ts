import { toJson } from '@bufbuild/protobuf';
import { beforeAll, expect, test } from 'vitest';
import { databaseUnderTest } from '../../../infra/checks/database-under-test.ts';
import { readyDocument } from '../../../infra/checks/media-rows.ts';
import { DocumentListSchema } from '../../../proto/gen/colophon/documents/v1/documents_pb.js';
import { AboutSchema } from '../../../proto/gen/colophon/profile/v1/about_pb.js';
import { ContactSchema } from '../../../proto/gen/colophon/profile/v1/contact_pb.js';
import { ResumeSchema } from '../../../proto/gen/colophon/profile/v1/resume_pb.js';
import { ProjectSchema } from '../../../proto/gen/colophon/projects/v1/projects_pb.js';
import { buildDocuments } from '../documents/build-documents.ts';
import { buildProject } from '../projects/build-project.ts';
import { buildAbout } from './build-about.ts';
import { buildContact } from './build-contact.ts';
import { buildResume } from './build-resume.ts';

const db = databaseUnderTest();
const id = (last: number) => `019a0000-0000-7000-8000-0000000000${String(last).padStart(2, '0')}`;
const moment: unknown = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
const times = { createdAt: moment, updatedAt: moment };

beforeAll(() =>
  db.sql(`
    insert into about_sections (section, title, body_markdown, position) values ('now', 'Now', '*soon*', 20), ('who', 'Who', '', 10);
    insert into work_history (organisation, role, started, ended) values
      ('Ended in December', 'r', '2011', '2019-12'), ('Ended that year', 'r', '2010', '2019'), ('Ended on Christmas Eve', 'r', '2010', '2019-12-24'),
      ('Ended early', 'r', '2010', '2018'), ('Goes on', 'r', '2001', ''), ('Goes on since later', 'r', '2001-02', '');
    insert into education (id, institution, degree, field, location, url, summary, description_markdown, started, ended) values
      ('${id(20)}', 'School', 'Printer', 'Type', 'Mainz', 'https://example.org', 's', '# d', '1990-10-01', '1993');
    insert into languages (id, tag, name, level, position) values ('${id(30)}', 'en', 'English', 'c2', 20), ('${id(31)}', 'de', 'Deutsch', 'native', 10);
    insert into contact_channels (id, kind, label, href, position) values ('${id(40)}', 'email', 'Mail', 'mailto:a@example.org', 10);
    ${readyDocument(id(58))} ${readyDocument(id(59))}
    insert into documents (id, slug, title, kind, variant, language, position, media_id) values
      ('${id(50)}', 'resume', 'Résumé', 'resume', 'one page', 'en', 20, '${id(59)}'), ('${id(51)}', 'map', 'Map', 'other', '', '', 10, '${id(58)}');
    insert into techstack_categories (id, slug, name, position) values ('${id(60)}', 'stores', 'Stores', 20), ('${id(61)}', 'tools', 'Tools', 10);
    insert into techstack_collections (id, category_id, slug, name, position) values ('${id(62)}', '${id(60)}', 'sql', 'SQL', 10);
    insert into techstack_items (id, collection_id, slug, name, url, position) values
      ('${id(63)}', '${id(62)}', 'sqlite', 'SQLite', '', 20), ('${id(64)}', '${id(62)}', 'postgres', 'Postgres', 'https://example.org', 10);
    insert into projects (id, slug, name) values ('${id(70)}', 'engine', 'Engine');
    insert into techstack_uses values ('${id(70)}', '${id(63)}', 1), ('${id(70)}', '${id(64)}', 2)`),
);

test('the about page has its sections in the author’s order', async () => {
  const { object, tags } = await buildAbout();
  expect(toJson(AboutSchema, object!)).toEqual({
    items: [
      { section: 'who', title: 'Who', position: 10, ...times },
      { section: 'now', title: 'Now', bodyMarkdown: '*soon*', position: 20, ...times },
    ],
  });
  expect(tags).toEqual(['about', 'all']);
});

const file = (last: number) => ({ path: `/files/${id(last).replaceAll('-', '')}.pdf`, bytes: 1234, pages: 2 });

test('contact and documents come in the author’s order', async () => {
  const contact = await buildContact();
  const channel = { kind: 'email', label: 'Mail', href: 'mailto:a@example.org', position: 10 };
  expect(toJson(ContactSchema, contact.object!)).toEqual({ items: [{ id: id(40), ...channel, ...times }] });
  expect(contact.tags).toEqual(['contact', 'all']);
  const documents = await buildDocuments();
  expect(toJson(DocumentListSchema, documents.object!)).toEqual({
    items: [
      { id: id(51), slug: 'map', title: 'Map', kind: 'OTHER', position: 10, mediaId: id(58), ...file(58), ...times },
      {
        ...{ id: id(50), slug: 'resume', title: 'Résumé', kind: 'RESUME', variant: 'one page', language: 'en' },
        ...{ position: 20, mediaId: id(59), ...file(59), ...times },
      },
    ],
  });
  expect(documents.tags).toEqual(['documents', `media:${id(58)}`, `media:${id(59)}`, 'all']);
});

test('the résumé holds all of it', async () => {
  const { object, tags } = await buildResume();
  const resume = toJson(ResumeSchema, object!);
  expect(resume.education).toEqual([
    {
      ...{ id: id(20), institution: 'School', degree: 'Printer', field: 'Type', location: 'Mainz' },
      ...{ url: 'https://example.org', summary: 's', description: '# d', start: '1990-10-01', end: '1993', ...times },
    },
  ]);
  expect(resume.languages).toMatchObject([
    { tag: 'de', name: 'Deutsch', level: 'NATIVE' },
    { tag: 'en', name: 'English', level: 'C2' },
  ]);
  expect(resume.techStack).toMatchObject([
    { slug: 'tools' },
    { slug: 'stores', collections: [{ slug: 'sql', items: [{ slug: 'postgres' }, { slug: 'sqlite' }] }] },
  ]);
  expect(resume.documents, 'only those that are résumés').toMatchObject([{ slug: 'resume' }]);
  const parts = ['all', 'documents', 'education', 'languages', `media:${id(59)}`, 'techstack', 'work-history'];
  expect(tags.toSorted()).toEqual(parts);
});

test('work goes from what goes on to what ended first; what has no end has none', async () => {
  const { work = [] } = toJson(ResumeSchema, (await buildResume()).object!);
  expect(work.map(({ organisation }) => organisation)).toEqual([
    'Goes on since later',
    'Goes on',
    // A year ends when its December does; of two that ended together, the one that began later comes first.
    'Ended in December',
    'Ended that year',
    'Ended on Christmas Eve',
    'Ended early',
  ]);
  expect(work[0]).not.toHaveProperty('end');
});
test('a project shows what it is made with, in the author’s order', async () => {
  const { object, tags } = await buildProject({ project: 'engine' });
  const group = { category: 'Stores', collection: 'SQL' };
  expect(toJson(ProjectSchema, object!)).toMatchObject({
    techStack: [
      { id: id(63), slug: 'sqlite', name: 'SQLite', ...group },
      { id: id(64), slug: 'postgres', name: 'Postgres', url: 'https://example.org', ...group },
    ],
  });
  expect(tags).toEqual(expect.arrayContaining([`techstack:${id(63)}`, `techstack:${id(64)}`]));
});

test('a project with more than fits carries the coarser tag', async () => {
  await db.sql('begin');
  await db.sql(
    `insert into techstack_items (collection_id, slug, name, position) select '${id(62)}', 'i' || n, 'I', 10 from generate_series(1, 60) n`,
  );
  await db.sql(`insert into techstack_uses select '${id(70)}', id, 3 from techstack_items where slug like 'i%'`);
  await db.sql('commit');
  const { object, tags } = await buildProject({ project: 'engine' });
  await db.sql(`delete from techstack_uses where position = 3; delete from techstack_items where slug like 'i%'`);
  expect(object?.techStack).toHaveLength(62);
  expect(tags).toContain('techstack');
  expect(tags.filter((tag) => tag.startsWith('techstack:'))).toEqual([]);
});

test('before anybody wrote something, each is an empty list', async () => {
  await db.sql(
    `delete from about_sections; delete from work_history; delete from techstack_uses; delete from techstack_items`,
  );
  expect(toJson(AboutSchema, (await buildAbout()).object!)).toEqual({});
  expect(toJson(ResumeSchema, (await buildResume()).object!).work).toBeUndefined();
});

test('the about page and the résumé carry the pictures that their texts name, and hear of them', async () => {
  const name = `${'7'.repeat(32)}.png`;
  await db.sql(`
    insert into media (id, file_name, alternative_text, state, kind, type, bytes, sha256, path, width, height) values
      ('${id(80)}', 'x', 'A press', 'ready', 'image', 'image/png', 10, repeat('7', 64), '/files/${name}', 800, 600);
    insert into about_sections (section, title, body_markdown, position) values ('press', 'Press', '![](/files/${name})', 30);
    insert into work_history (organisation, role, started, description_markdown) values ('Press', 'r', '2020', '![](/files/${name})')`);
  const [about, resume] = await Promise.all([buildAbout(), buildResume()]);
  for (const { object, tags } of [about, resume]) {
    expect(object!.pictures).toMatchObject([
      { path: `/files/${name}`, width: 800, height: 600, alternativeText: 'A press' },
    ]);
    expect(tags).toContain(`file:${name}`);
  }
});
