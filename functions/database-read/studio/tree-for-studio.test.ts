import { beforeAll, expect, test } from 'vitest';
import { databaseUnderTest } from '../../../infra/checks/database-under-test.ts';
import { mediaRow } from '../../../infra/checks/media-rows.ts';
import { bodyOf, httpEvent } from '../../../infra/checks/http-event.ts';
import { handler as getNode } from './get-node-for-studio.ts';
import { handler as getProject } from './get-project-for-studio.ts';
import { handler as listProjects } from './list-projects-for-studio.ts';

const db = databaseUnderTest();

const id = (last: number) => `019a0000-0000-7000-8000-0000000000${String(last).padStart(2, '0')}`;
const [engine, empty, guide, plans, first, free, published, draft, adrift] = [1, 2, 11, 12, 13, 14, 21, 22, 23].map(id);

beforeAll(() =>
  db.sql(`
    ${mediaRow(id(31), 'image')}
    insert into projects (id, slug, name, type, position, cover_media_id) values
      ('${engine}', 'engine', 'Engine', 'Library', 20, '${id(31)}'), ('${empty}', 'empty', 'Empty', '', 10, null);
    insert into nodes (id, project_id, parent_id, type, name, slug, position, revision) values
      ('${guide}', '${engine}', null, 'section', 'Guide', 'guide', 20, 4), ('${plans}', '${engine}', '${guide}', 'section', 'Plans', 'plans', 20, 1),
      ('${first}', '${engine}', '${guide}', 'page', null, 'first', 10, 1), ('${free}', '${engine}', null, 'page', 'A free page', 'free', 10, 1);
    insert into posts (id, project_id, node_id, title, body_markdown, status, published_at) values
      ('${published}', '${engine}', '${first}', 'First', 'x', 'published', now()), ('${draft}', '${engine}', '${free}', 'Draft', '', 'draft', null),
      ('${adrift}', '${engine}', null, 'Adrift', '', 'draft', null)`),
);

const project = (of: string) => getProject(httpEvent({ path: `/studio/projects/${of}`, parameters: { id: of } }));
const node = (of: string) => getNode(httpEvent({ path: `/studio/nodes/${of}`, parameters: { id: of } }));
const place = (own: object) => expect.objectContaining(own) as unknown;

test('a project comes with its whole tree in order: drafts, empty sections, and what each page shows', async () => {
  const result = await project(engine!);
  expect(result.headers).toMatchObject({ 'cache-control': 'private, no-store' });
  const body = bodyOf(result);
  expect(body).toMatchObject({ slug: 'engine', type: 'Library', position: 20, coverMediaId: id(31) });
  expect(body['navigation']).toEqual([
    place({ id: free, name: 'A free page', type: 'PAGE', postId: draft, postTitle: 'Draft', postStatus: 'DRAFT' }),
    place({
      ...{ id: guide, name: 'Guide', type: 'SECTION', path: 'guide', position: 20, revision: 4 },
      children: [
        place({
          id: first,
          name: '',
          path: 'guide/first',
          parentNodeId: guide,
          postTitle: 'First',
          postStatus: 'PUBLISHED',
        }),
        place({ id: plans, path: 'guide/plans', children: [] }),
      ],
    }),
  ]);
  expect(body['unplacedPosts']).toEqual([place({ id: adrift, title: 'Adrift' })]);
});

test('all projects come in the author’s order, with how many posts of each kind they hold', async () => {
  const { items } = bodyOf(await listProjects(httpEvent({ path: '/studio/projects' }))) as { items: object[] };
  expect(items).toMatchObject([
    { id: empty, posts: [] },
    {
      id: engine,
      coverMediaId: id(31),
      posts: [
        { status: 'DRAFT', count: 2 },
        { status: 'PUBLISHED', count: 1 },
      ],
    },
  ]);
});

test('a node comes with what lies below it and the ETag that a change of it needs', async () => {
  const result = await node(guide!);
  expect(result.headers).toMatchObject({ etag: expect.stringMatching(/^"4-[\w-]{22}"$/) as string });
  expect(bodyOf(result)).toMatchObject({ id: guide, projectId: engine, children: [{ id: first }, { id: plans }] });
  expect(bodyOf(await node(first!))).toMatchObject({ path: 'guide/first', parentNodeId: guide, children: [] });
});

test('what is not there is 404, and what nobody asked for 400', async () => {
  expect([(await node(adrift!)).statusCode, (await project(adrift!)).statusCode]).toEqual([404, 404]);
  expect((await listProjects(httpEvent({ query: { limit: '1' } }))).statusCode).toBe(400);
});
