import { toJson } from '@bufbuild/protobuf';
import { beforeAll, expect, test } from 'vitest';
import { databaseUnderTest } from '../../../infra/checks/database-under-test.ts';
import {
  type ProjectListJson,
  ProjectListSchema,
  ProjectSchema,
} from '../../../proto/gen/colophon/projects/v1/projects_pb.js';
import { SiteSchema } from '../../../proto/gen/colophon/site/v1/site_pb.js';
import { buildProject } from './build-project.ts';
import { buildProjects } from './build-projects.ts';
import { buildSite } from '../site/build-site.ts';

const db = databaseUnderTest();
const id = (last: number) => `019a0000-0000-7000-8000-0000000000${String(last).padStart(2, '0')}`;
const moment: unknown = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);

beforeAll(() =>
  db.sql(`
    insert into projects (id, slug, name, type, description, position) values
      ('${id(1)}', 'engine', 'Engine', 'Library', 'What drives it', 20), ('${id(2)}', 'empty', 'Empty', '', '', 10);
    insert into nodes (id, project_id, parent_id, type, name, slug, position) values
      ('${id(11)}', '${id(1)}', null, 'section', 'Guide', 'guide', 20),
      ('${id(12)}', '${id(1)}', null, 'page', 'Start here', 'start', 10),
      ('${id(13)}', '${id(1)}', '${id(11)}', 'page', null, 'inner', 10),
      ('${id(14)}', '${id(1)}', '${id(11)}', 'page', null, 'hidden', 20),
      ('${id(15)}', '${id(1)}', null, 'section', 'Plans', 'plans', 30),
      ('${id(16)}', '${id(1)}', '${id(15)}', 'page', null, 'secret', 10);
    insert into posts (id, project_id, node_id, title, body_markdown, status, published_at) values
      ('${id(22)}', '${id(1)}', '${id(12)}', 'The start', 'x', 'published', now()),
      ('${id(23)}', '${id(1)}', '${id(13)}', 'The inner', 'x', 'published', now()),
      ('${id(24)}', '${id(1)}', '${id(14)}', 'The hidden', 'x', 'draft', null),
      ('${id(26)}', '${id(1)}', '${id(16)}', 'The secret', 'x', 'draft', null)`),
);

test('a project has its tree: in order, named, and without what is not published', async () => {
  const { object, tags } = await buildProject({ project: 'engine' });
  const json = toJson(ProjectSchema, object!);
  expect(json).toEqual({
    ...{
      id: id(1),
      slug: 'engine',
      name: 'Engine',
      type: 'Library',
      description: 'What drives it',
      createdAt: moment,
      updatedAt: moment,
    },
    navigation: [
      // A page with a name of its own shows it; one without shows the title of its post.
      { id: id(12), name: 'Start here', slug: 'start', path: 'start', type: 'PAGE', postId: id(22) },
      {
        ...{ id: id(11), name: 'Guide', slug: 'guide', path: 'guide', type: 'SECTION' },
        children: [{ id: id(13), name: 'The inner', slug: 'inner', path: 'guide/inner', type: 'PAGE', postId: id(23) }],
      },
    ],
  });
  expect(tags.toSorted()).toEqual(['all', `project:${id(1)}`, `project:${id(1)}:titles`, `project:${id(1)}:tree`]);
});

test('a project that is not there is nothing, until one is made or renamed', async () => {
  expect(await buildProject({ project: 'nothing' })).toMatchObject({ object: undefined, tags: ['projects', 'all'] });
});

test('projects come in the author’s order, with the number of published posts', async () => {
  const { object, tags } = await buildProjects();
  const card = (last: number, slug: string) => expect.objectContaining({ id: id(last), slug }) as unknown;
  const { items } = toJson(ProjectListSchema, object!, { alwaysEmitImplicit: true }) as ProjectListJson;
  expect(items).toEqual([card(2, 'empty'), card(1, 'engine')]);
  expect(items?.map(({ postCount }) => postCount)).toEqual([0, 2]);
  expect(tags.toSorted()).toEqual(['all', `project:${id(1)}:card`, `project:${id(2)}:card`, 'projects']);
});

test('a list of more projects than tags fit carries the coarser tag', async () => {
  await db.sql('begin');
  await db.sql(`insert into projects (slug, name) select 'p' || n, 'P' from generate_series(1, 60) n`);
  await db.sql('commit');
  const { object, tags } = await buildProjects();
  await db.sql(`delete from projects where slug like 'p%'`);
  expect(object?.items).toHaveLength(62);
  expect(tags.toSorted()).toEqual(['all', 'projects', 'projects:cards']);
});

test('a site before anybody wrote it is one without a name, and then the one that was written', async () => {
  const before = await buildSite();
  // What has something to show is no setting: the projects and posts of this file.
  expect(toJson(SiteSchema, before.object!)).toEqual({ sections: ['PROJECTS', 'POSTS'] });
  expect(before.tags).toEqual(expect.arrayContaining(['site', 'all', 'posts', 'about']));
  await db.sql(`insert into sites (title, menu) values ('Mine', '[{"label": "About", "href": "/about"}]')`);
  const { object } = await buildSite();
  expect(toJson(SiteSchema, object!)).toEqual({
    title: 'Mine',
    menu: [{ label: 'About', href: '/about' }],
    updatedAt: moment,
    sections: ['PROJECTS', 'POSTS'],
  });
  await db.sql(`insert into about_sections (section, title, body_markdown, position) values ('me', 'Me', 'Text', 10)`);
  const { object: filled } = await buildSite();
  expect(toJson(SiteSchema, filled!)).toMatchObject({ sections: ['PROJECTS', 'POSTS', 'ABOUT'] });
});

test('each builder is one statement: its snapshot is that of all it read', async () => {
  const seen = new Set<string>();
  await db.sql('begin');
  for (const build of [() => buildProject({ project: 'engine' }), buildProjects, buildSite])
    seen.add((await build()).snapshot);
  await db.sql('rollback');
  for (const snapshot of seen) expect(snapshot).toMatch(/^\d+:\d+:[\d,]*$/);
});
