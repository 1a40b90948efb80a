import { beforeEach, describe, expect, test } from 'vitest';
import { databaseUnderTest } from '../../../infra/checks/database-under-test.ts';
import { bodyOf, httpEvent } from '../../../infra/checks/http-event.ts';
import { standInLambda } from '../../../infra/checks/stand-in-lambda.ts';
import { handler as createNode } from './create-node.ts';
import { handler as deleteNode } from './delete-node.ts';
import { handler as updateNode } from './update-node.ts';

const db = databaseUnderTest();
const asked = standInLambda();

const project = '019a0000-0000-7000-8000-000000000001';
const other = '019a0000-0000-7000-8000-000000000002';
const guide = '019a0000-0000-7000-8000-000000000011';
const deep = '019a0000-0000-7000-8000-000000000012';
const inner = '019a0000-0000-7000-8000-000000000013';
const free = '019a0000-0000-7000-8000-000000000014';
const post = '019a0000-0000-7000-8000-000000000021';
const adrift = '019a0000-0000-7000-8000-000000000022';
const foreign = '019a0000-0000-7000-8000-000000000023';

beforeEach(async () => {
  await db.sql(`
    truncate projects, nodes, posts, imported_files cascade;
    insert into projects (id, slug, name) values ('${project}', 'engine', 'Engine'), ('${other}', 'other', 'Other');
    insert into nodes (id, project_id, parent_id, type, name, slug, position) values
      ('${guide}', '${project}', null, 'section', 'Guide', 'guide', 10), ('${deep}', '${project}', '${guide}', 'section', 'Deep', 'deep', 10),
      ('${inner}', '${project}', '${deep}', 'page', null, 'inner', 10), ('${free}', '${project}', null, 'page', null, 'free', 20);
    insert into posts (id, project_id, node_id, title, body_markdown, status, published_at) values
      ('${post}', '${project}', '${inner}', 'Inner', 'text', 'published', now()),
      ('${adrift}', '${project}', null, 'Cast Away', '', 'draft', null), ('${foreign}', '${other}', null, 'Foreign', '', 'draft', null)`);
  await db.sql(`truncate outbox`);
  asked.length = 0;
});

const create = (body: unknown, id = project) =>
  createNode(httpEvent({ method: 'POST', path: `/api/v1/projects/${id}/nodes`, parameters: { id }, body }));
const change = (id: string, body: unknown, headers: Record<string, string> = { 'if-match': '"1-x"' }) =>
  updateNode(httpEvent({ method: 'PATCH', path: `/api/v1/nodes/${id}`, parameters: { id }, body, headers }));
const remove = (id: string, query: Record<string, string> = {}, headers: Record<string, string> = {}) =>
  deleteNode(httpEvent({ method: 'DELETE', path: `/api/v1/nodes/${id}`, parameters: { id }, query, headers }));
const pathOf = async (id: string) =>
  (await db.sql<{ path: string }>(`select path from nodes where id = $1`, [id]))[0]?.path;
const placeOf = async (id: string) =>
  (await db.sql<{ node_id: string | null }>(`select node_id from posts where id = $1`, [id]))[0]?.node_id;

describe('a place that is made', () => {
  test('is a section with a slug from its name, the last at its level, and answers with its ETag', async () => {
    const result = await create({ type: 'SECTION', name: 'Größere Pläne' });
    expect(result).toMatchObject({
      statusCode: 201,
      headers: { etag: expect.stringMatching(/^"1-[\w-]+"$/) as string },
    });
    expect(bodyOf(result)).toMatchObject({
      ...{ name: 'Größere Pläne', slug: 'gro-ere-plane', path: 'gro-ere-plane', type: 'SECTION', position: 30 },
      ...{ revision: 1, projectId: project, children: [] },
    });
  });

  test('is a page that shows a draft without a place, called after its title', async () => {
    const body = bodyOf(await create({ type: 'PAGE', parentNodeId: guide, position: 5, postId: adrift }));
    expect(body).toMatchObject({
      ...{ name: '', slug: 'cast-away', path: 'guide/cast-away', parentNodeId: guide, position: 5 },
      ...{ postId: adrift, postTitle: 'Cast Away', postStatus: 'DRAFT' },
    });
    expect(await placeOf(adrift)).toBe(body['id']);
  });

  test.each([
    ['no type', { name: 'x' }, 422, 'type'],
    ['a type that nobody knows', { type: 'LEAF', name: 'x' }, 400, 'type'],
    ['a section without a name', { type: 'SECTION', slug: 'x' }, 422, 'name'],
    ['an empty name', { type: 'SECTION', name: '', slug: 'x' }, 422, 'name'],
    ['a page with nothing to be called after', { type: 'PAGE' }, 422, 'slug'],
    ['a slug that is taken', { type: 'PAGE', slug: 'free' }, 409, 'slug'],
    ['a parent that is a page', { type: 'PAGE', slug: 'x', parentNodeId: free }, 422, 'parentNodeId'],
    ['a parent that is no id', { type: 'PAGE', slug: 'x', parentNodeId: 'x' }, 422, 'parentNodeId'],
    ['a post with a place', { type: 'PAGE', slug: 'x', postId: post }, 422, 'postId'],
    ['a post of another project', { type: 'PAGE', slug: 'x', postId: foreign }, 422, 'postId'],
    ['a post on a section', { type: 'SECTION', name: 'x', postId: adrift }, 422, 'postId'],
    ['a position below 0', { type: 'PAGE', slug: 'x', position: -1 }, 422, 'position'],
    ['a field that nobody knows', { type: 'PAGE', slug: 'x', colour: 'red' }, 400, 'colour'],
  ])('with %s is refused by its name, and nothing is made', async (_, body, status, field) => {
    const result = await create(body);
    expect(result.statusCode).toBe(status);
    expect(bodyOf(result)).toMatchObject({ violations: [{ field }] });
    expect(await db.sql(`select from nodes`)).toHaveLength(4);
    expect(asked).toEqual([]);
  });

  test('in a project that is not there is 404', async () => {
    expect((await create({ type: 'PAGE', slug: 'x' }, post)).statusCode).toBe(404);
  });
});

describe('a place that is changed', () => {
  test.each([
    ['gets another slug', deep, { slug: 'within' }, 'guide/within/inner'],
    ['goes to the root', deep, { parentNodeId: '' }, 'deep/inner'],
    ['moves and is renamed at once', inner, { parentNodeId: guide, slug: 'here' }, 'guide/here'],
    ['is only named anew', deep, { name: 'Deeper' }, 'guide/deep/inner'],
  ])('%s, and what lies below goes with it', async (_, id, body, path) => {
    const result = await change(id, body);
    expect(result).toMatchObject({ statusCode: 200, headers: { etag: expect.stringMatching(/^"2-/) as string } });
    expect(await pathOf(inner)).toBe(path);
    expect(await db.sql(`select path from posts where id = '${post}'`)).toEqual([{ path }]);
  });

  test('shows another draft, and none', async () => {
    expect(bodyOf(await change(free, { postId: adrift }))).toMatchObject({ postId: adrift, revision: 2 });
    expect(bodyOf(await change(free, { postId: '' }, { 'if-match': '*' }))).not.toHaveProperty('postId');
    expect(await placeOf(adrift)).toBeNull();
  });

  test('changes no place below it: their revisions stay', async () => {
    await change(guide, { slug: 'handbook', position: 70 });
    expect(await db.sql(`select distinct revision from nodes where id in ('${deep}', '${inner}')`)).toEqual([
      { revision: 1 },
    ]);
  });

  test.each([
    ['a section below itself', guide, { parentNodeId: deep }, 422, 'parentNodeId'],
    ['a section as its own parent', guide, { parentNodeId: guide }, 422, 'parentNodeId'],
    ['a slug that is taken', guide, { slug: 'free' }, 409, 'slug'],
    ['a slug that is none', guide, { slug: 'a/b' }, 422, 'slug'],
    ['a section without a name', guide, { name: '' }, 422, 'name'],
    ['the page of what is published without it', inner, { postId: '' }, 409, 'postId'],
    ['the page of what is published with another post', inner, { postId: adrift }, 409, 'postId'],
    ['a section with a post', guide, { postId: adrift }, 422, 'postId'],
    ['another type', guide, { type: 'PAGE' }, 400, 'type'],
  ])('%s is refused by its name and changes nothing', async (_, id, body, status, field) => {
    const before = await db.sql(`select * from nodes order by id`);
    const result = await change(id, body);
    expect(result.statusCode).toBe(status);
    expect(bodyOf(result)).toMatchObject({ violations: [{ field }] });
    expect(await db.sql(`select * from nodes order by id`)).toEqual(before);
  });

  test('nine levels deep is refused, though only what lies below comes so deep', async () => {
    await db.sql(`do $$ declare parent uuid; begin for level in 1..6 loop
      insert into nodes (project_id, parent_id, type, name, slug) values ('${project}', parent, 'section', 's', 's' || level) returning id into parent;
    end loop; end $$`);
    const [lowest] = await db.sql<{ id: string }>(`select id from nodes where slug = 's6'`);
    const result = await change(guide, { parentNodeId: lowest!.id });
    expect([result.statusCode, bodyOf(result)['violations']]).toMatchObject([422, [{ field: 'parentNodeId' }]]);
  });

  test('without If-Match is 428, and 412 with what stands there now when somebody else saved first', async () => {
    expect((await change(guide, { name: 'x' }, {})).statusCode).toBe(428);
    await change(guide, { name: 'Theirs' });
    const result = await change(guide, { name: 'Mine' });
    expect(result.statusCode).toBe(412);
    expect(bodyOf(result)).toMatchObject({ current: { name: 'Theirs', revision: 2, children: [{ name: 'Deep' }] } });
  });

  test('that is not there is 404', async () => {
    expect((await change(post, { name: 'x' })).statusCode).toBe(404);
  });
});

describe('a place that is removed', () => {
  test('goes where nothing lies in it', async () => {
    expect((await remove(free)).statusCode).toBe(204);
    expect(await pathOf(free)).toBeUndefined();
  });

  test.each([
    [
      'a section with something below',
      guide,
      [
        { type: 'section', id: deep, name: 'Deep' },
        { type: 'post', id: post, name: 'Inner' },
      ],
    ],
    ['a page with a post', inner, [{ type: 'post', id: post, name: 'Inner' }]],
  ])('%s stays, and says what stands in the way', async (_, id, blocking) => {
    const result = await remove(id);
    expect(result.statusCode).toBe(409);
    expect(bodyOf(result)).toMatchObject({ type: '/problems/conflict', blocking, blockingCount: blocking.length });
    expect(await pathOf(inner)).toBe('guide/deep/inner');
  });

  test('takes all below with it when it is told to, and nothing else', async () => {
    expect((await remove(guide, { cascade: 'true' })).statusCode).toBe(204);
    expect(await db.sql(`select slug from nodes`)).toEqual([{ slug: 'free' }]);
    expect(await db.sql(`select id from posts order by id`)).toEqual([{ id: adrift }, { id: foreign }]);
  });

  test('shows at most 20 of what is in the way, and how many there are', async () => {
    await db.sql(
      `insert into nodes (project_id, parent_id, type, slug) select '${project}', '${guide}', 'page', 'p' || n from generate_series(1, 30) n`,
    );
    const body = bodyOf(await remove(guide));
    expect(body['blocking']).toHaveLength(20);
    expect(body['blockingCount']).toBe(32);
  });

  test('honours If-Match where it is given', async () => {
    expect((await remove(free, {}, { 'if-match': '"2-x"' })).statusCode).toBe(412);
    expect((await remove(free, {}, { 'if-match': '"1-x"' })).statusCode).toBe(204);
  });

  test.each([{ cascade: 'yes' }, { casade: 'true' }])('%j is refused', async (query) => {
    expect((await remove(guide, query)).statusCode).toBe(400);
  });
});
