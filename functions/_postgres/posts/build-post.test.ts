import { toJson } from '@bufbuild/protobuf';
import { beforeAll, expect, test } from 'vitest';
import { PostSchema } from '../../../proto/gen/colophon/posts/v1/posts_pb.js';
import { databaseUnderTest } from '../../../infra/checks/database-under-test.ts';
import { holds, parseSnapshot } from '../../_keys/snapshot.ts';
import { buildPost } from './build-post.ts';
import { sectionAt } from '../projects/nodes.ts';
import { createPost, publishPost, unpublishPost } from './posts.ts';
import { createProject } from '../projects/projects.ts';
import { transaction, type Tx } from '../transaction.ts';

const db = databaseUnderTest();

/** In the order of the tree: welcome, guide/first, guide/deep/inner, guide/last, and a draft between the last two. */
let ids: Record<'project' | 'guide' | 'deep' | 'welcome' | 'first' | 'inner' | 'draft' | 'last', string>;

beforeAll(async () => {
  ids = await transaction(async (tx) => {
    const project = (await createProject(tx, { slug: 'engine', name: 'The Engine', type: '', description: '' })).id;
    const guide = await sectionAt(tx, {
      projectId: project,
      parentId: undefined,
      slug: 'guide',
      name: 'Guide',
      position: 20,
    });
    const deep = await sectionAt(tx, {
      projectId: project,
      parentId: guide,
      slug: 'deep',
      name: 'Deep inside',
      position: 20,
    });
    return {
      ...{ project, guide, deep },
      welcome: await post(tx, project, undefined, 'welcome', 10),
      // Made in another order than the tree's: what comes next is not what came later.
      last: await post(tx, project, guide, 'last', 40),
      first: await post(tx, project, guide, 'first', 10),
      inner: await post(tx, project, deep, 'inner', 10),
      draft: await post(tx, project, guide, 'draft', 30),
    };
  });
  await transaction((tx) => unpublishPost(tx, ids.draft));
});

async function post(
  tx: Tx,
  projectId: string,
  parentNodeId: string | undefined,
  slug: string,
  position: number,
): Promise<string> {
  const content = {
    title: `Title of ${slug}`,
    summary: `About ${slug}`,
    bodyMarkdown: `# ${slug}`,
    tags: ['cache', 'redis'],
  };
  const { id } = await createPost(tx, { projectId, parentNodeId, slug, position, ...content });
  await publishPost(tx, id, '2026-03-01T09:30:00.000Z');
  return id;
}

const at = (path: string, project = 'engine') => buildPost({ project, path });

test('a post is built whole, in the shape of the contract', async () => {
  const { object } = await at('guide/deep/inner');
  expect(toJson(PostSchema, object!)).toEqual({
    id: ids.inner,
    slug: 'inner',
    title: 'Title of inner',
    summary: 'About inner',
    bodyMarkdown: '# inner',
    status: 'PUBLISHED',
    path: 'guide/deep/inner',
    project: { slug: 'engine', name: 'The Engine' },
    tags: ['cache', 'redis'],
    publishedAt: '2026-03-01T09:30:00.000Z',
    createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/) as string,
    updatedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/) as string,
    breadcrumbs: [
      { name: 'Guide', path: 'guide' },
      { name: 'Deep inside', path: 'guide/deep' },
    ],
    previous: { title: 'Title of first', path: 'guide/first' },
    next: { title: 'Title of last', path: 'guide/last' },
  });
});

test('neighbours follow the tree from its first page to its last, past drafts', async () => {
  const way: string[] = [];
  for (let path: string | undefined = 'welcome'; path;) {
    way.push(path);
    const { object } = await at(path);
    const back = object?.previous?.path;
    expect(back).toBe(way.at(-2));
    path = object?.next?.path;
  }
  expect(way).toEqual(['welcome', 'guide/first', 'guide/deep/inner', 'guide/last']);
});

test('a page at the root has no breadcrumbs', async () => {
  expect((await at('welcome')).object?.breadcrumbs).toEqual([]);
});

test('the tags name all that the object was built from', async () => {
  const { tags } = await at('guide/deep/inner');
  const project = `project:${ids.project}`;
  const around = [`post:${ids.first}:name`, `post:${ids.last}:name`, `node:${ids.guide}`, `node:${ids.deep}`];
  expect(tags.toSorted()).toEqual(
    [`post:${ids.inner}`, `${project}:name`, `${project}:tree`, ...around, 'all'].toSorted(),
  );
});

const nothingHere = () => [
  ...['tree', 'name', 'moves'].map((part) => `project:${ids.project}:${part}`),
  'projects',
  'all',
];

test.each([
  ['a draft', 'engine', 'guide/draft', () => nothingHere()],
  ['a section', 'engine', 'guide', () => nothingHere()],
  ['a path that is not there', 'engine', 'guide/nothing', () => nothingHere()],
  ['a project that is not there', 'nothing', 'welcome', () => ['projects', 'all']],
])('%s is nothing, as of a snapshot, and tagged with what would change that', async (_, project, path, tags) => {
  const built = await at(path, project);
  expect(built.object).toBeUndefined();
  expect(built.snapshot).toMatch(/^\d+:\d+:[\d,]*$/);
  expect(built.tags.toSorted()).toEqual(tags().toSorted());
});

test('a snapshot holds what was committed before, and not what is under way', async () => {
  const retitle = async (title: string) => {
    const text = `update colophon.posts set title = $2 where id = $1 returning pg_current_xact_id()::text as xid`;
    const [row] = await db.sql<{ xid: string }>(text, [ids.first, title]);
    return BigInt(row!.xid);
  };
  const committed = await retitle('Seen');
  await db.sql('begin');
  const running = await retitle('Unseen');
  const { object, snapshot } = await at('guide/first');
  await db.sql('rollback');
  expect(object?.title).toBe('Seen');
  expect(holds(parseSnapshot(snapshot), committed)).toBe(true);
  expect(holds(parseSnapshot(snapshot), running)).toBe(false);
});
