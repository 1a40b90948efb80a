import { beforeEach, describe, expect, test } from 'vitest';
import { databaseUnderTest } from '../../infra/checks/database-under-test.ts';
import { bodyOf, httpEvent } from '../../infra/checks/http-event.ts';
import { standInLambda } from '../../infra/checks/stand-in-lambda.ts';
import { handler as createProject } from './projects/create-project.ts';
import { handler as deletePost } from './posts/delete-post.ts';
import { handler as putSite } from './site/put-site.ts';
import { handler as updateProject } from './projects/update-project.ts';

const db = databaseUnderTest();
const asked = standInLambda();

const project = '019a0000-0000-7000-8000-000000000001';
const page = '019a0000-0000-7000-8000-000000000011';
const post = '019a0000-0000-7000-8000-000000000021';

beforeEach(async () => {
  await db.sql(`
    truncate sites, projects, nodes, posts, imported_files cascade;
    insert into projects (id, slug, name, description, position) values ('${project}', 'engine', 'Engine', 'What drives it', 10);
    insert into nodes (id, project_id, type, slug) values ('${page}', '${project}', 'page', 'post');
    insert into posts (id, project_id, node_id, title, body_markdown, status, published_at, revision)
      values ('${post}', '${project}', '${page}', 'Title', 'text', 'published', now(), 3)`);
  await db.sql(`truncate outbox`);
  asked.length = 0;
});

const nudged = [{ name: 'outbox-relay', type: 'Event', payload: {} }];

describe('projects', () => {
  const create = (body: unknown) => createProject(httpEvent({ method: 'POST', path: '/api/v1/projects', body }));
  const change = (body: unknown, id = project) =>
    updateProject(httpEvent({ method: 'PATCH', path: `/api/v1/projects/${id}`, parameters: { id }, body }));

  test('one is made after the others', async () => {
    const result = await create({ slug: 'gearbox', name: 'Gearbox', type: 'Library' });
    expect(result.statusCode).toBe(201);
    expect(bodyOf(result)).toMatchObject({
      slug: 'gearbox',
      name: 'Gearbox',
      type: 'Library',
      description: '',
      navigation: [],
      techStack: [],
    });
    expect(await db.sql(`select slug from projects order by position`)).toEqual([
      { slug: 'engine' },
      { slug: 'gearbox' },
    ]);
    expect(asked).toEqual(nudged);
  });

  test('what is given changes, and the rest stays', async () => {
    expect(bodyOf(await change({ name: 'Motor' }))).toMatchObject({
      slug: 'engine',
      name: 'Motor',
      description: 'What drives it',
    });
    expect(bodyOf(await change({ description: '' }))).toMatchObject({ name: 'Motor', description: '' });
  });

  test.each([
    [() => create({ name: 'x' }), 422, 'slug'],
    [() => create({ slug: 'x' }), 422, 'name'],
    [() => create({ slug: 'engine', name: 'x' }), 409, 'slug'],
    [() => create({ slug: 'x', name: 'x', colour: 'red' }), 400, 'colour'],
    [() => change({ name: '' }), 422, 'name'],
    [() => change({ position: -1 }), 422, 'position'],
    [() => change({ position: 1.5 }), 400, 'position'],
    [() => change({ id: post }), 400, 'id'],
  ])('%s is %i', async (write, status, field) => {
    const result = await write();
    expect(result.statusCode).toBe(status);
    expect(bodyOf(result)).toMatchObject({ violations: [{ field }] });
    expect(asked).toEqual([]);
  });

  test('one that is not there is 404', async () => {
    expect((await change({ name: 'x' }, post)).statusCode).toBe(404);
  });
});

describe('the site', () => {
  const put = (body: unknown) => putSite(httpEvent({ method: 'PUT', path: '/api/v1/site', body }));
  const site = {
    title: 'Mine',
    tagline: 't',
    description: 'd',
    author: 'A',
    menu: [{ label: 'Projects', href: '/projects' }],
  };

  test('it is written whole, the first time as the second', async () => {
    expect(bodyOf(await put(site))).toMatchObject(site);
    expect(bodyOf(await put({ title: 'Other' }))).toMatchObject({ title: 'Other', tagline: '', menu: [] });
    expect(await db.sql(`select from sites`)).toHaveLength(1);
  });

  test('written as it is, nothing became stale', async () => {
    await put(site);
    await db.sql(`truncate outbox`);
    await put(site);
    expect(await db.sql(`select from outbox`)).toEqual([]);
  });

  test.each([
    [{ ...site, title: '' }, 422, 'title'],
    [{ ...site, menu: Array(21).fill(site.menu[0]) }, 422, 'menu'],
    [{ ...site, menu: [{ label: 'x', link: 'y' }] }, 400, 'menu[0].link'],
  ])('%j is refused', async (body, status, field) => {
    expect(bodyOf(await put(body))).toMatchObject({ status, violations: [{ field }] });
  });
});

describe('a post that is deleted', () => {
  const remove = (headers: Record<string, string> = {}) =>
    deletePost(httpEvent({ method: 'DELETE', path: `/api/v1/posts/${post}`, parameters: { id: post }, headers }));

  test('goes with its page, and says from which version on', async () => {
    const result = await remove({ 'if-match': '"3-x"' });
    expect(result).toMatchObject({
      statusCode: 204,
      headers: { 'content-version': expect.stringMatching(/^\d+$/) as string },
    });
    expect(result.body).toBeUndefined();
    expect(await db.sql(`select id from posts union all select id from nodes`)).toEqual([]);
    expect(asked).toEqual(nudged);
    expect((await remove()).statusCode).toBe(404);
  });

  test('stays where somebody else saved first', async () => {
    expect((await remove({ 'if-match': '"2-x"' })).statusCode).toBe(412);
    expect(await db.sql(`select from posts`)).toHaveLength(1);
  });
});
