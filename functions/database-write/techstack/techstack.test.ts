import { beforeEach, describe, expect, test } from 'vitest';
import { databaseUnderTest } from '../../../infra/checks/database-under-test.ts';
import { bodyOf, httpEvent } from '../../../infra/checks/http-event.ts';
import { standInLambda } from '../../../infra/checks/stand-in-lambda.ts';
import type { HttpHandler } from '../../_http/route.ts';
import { handler as listTechStack } from '../../database-read/studio/list-techstack-for-studio.ts';
import { handler as createProject } from '../projects/create-project.ts';
import { handler as updateProject } from '../projects/update-project.ts';
import { handler as createCategory } from './create-techstack-category.ts';
import { handler as createCollection } from './create-techstack-collection.ts';
import { handler as createItem } from './create-techstack-item.ts';
import { handler as deleteCategory } from './delete-techstack-category.ts';
import { handler as deleteCollection } from './delete-techstack-collection.ts';
import { handler as deleteItem } from './delete-techstack-item.ts';
import { handler as updateCategory } from './update-techstack-category.ts';
import { handler as updateCollection } from './update-techstack-collection.ts';
import { handler as updateItem } from './update-techstack-item.ts';

const db = databaseUnderTest();
standInLambda();
const id = (last: number) => `019a0000-0000-7000-8000-0000000000${String(last).padStart(2, '0')}`;
const [stores, tools, sql, keys, postgres, sqlite, redis, engine, nobody] = [1, 2, 3, 4, 5, 6, 7, 8, 99].map(id) as [
  ...[string, string, string, string, string, string, string, string, string],
];

beforeEach(async () => {
  await db.sql(`
    truncate techstack_categories, projects cascade;
    insert into techstack_categories (id, slug, name, position) values ('${stores}', 'stores', 'Stores', 10), ('${tools}', 'tools', 'Tools', 20);
    insert into techstack_collections (id, category_id, slug, name, position) values
      ('${sql}', '${stores}', 'sql', 'SQL', 10), ('${keys}', '${stores}', 'keys', 'Keys', 20);
    insert into techstack_items (id, collection_id, slug, name, position) values
      ('${postgres}', '${sql}', 'postgres', 'Postgres', 10), ('${sqlite}', '${sql}', 'sqlite', 'SQLite', 20), ('${redis}', '${keys}', 'redis', 'Redis', 10);
    insert into projects (id, slug, name) values ('${engine}', 'engine', 'Engine');
    insert into techstack_uses values ('${engine}', '${postgres}', 1);
    truncate outbox`);
});

const send = (door: HttpHandler, method: string, of: string, body?: unknown, query?: Record<string, string>) =>
  door(httpEvent({ method, path: `/api/v1/techstack/${of}`, parameters: { id: of }, body, ...(query && { query }) }));
const tree = async () => bodyOf(await listTechStack(httpEvent({ path: '/api/v1/studio/techstack' })))['items'];
const namesBelow = async () =>
  (
    await db.sql<{
      name: string;
    }>(`select name from techstack_categories union all select name from techstack_collections
    union all select name from techstack_items order by name`)
  ).map(({ name }) => name);

test('the studio sees the whole tree, in its order', async () => {
  expect(await tree()).toMatchObject([
    {
      slug: 'stores',
      collections: [
        { id: sql, slug: 'sql', items: [{ id: postgres, slug: 'postgres', url: '' }, { slug: 'sqlite' }] },
        { id: keys, slug: 'keys', items: [{ slug: 'redis' }] },
      ],
    },
    { slug: 'tools', collections: [] },
  ]);
});

test('a category, a collection in it and an item in that are made, each as the last', async () => {
  const category = bodyOf(await send(createCategory, 'POST', '', { slug: 'signs', name: 'Signs' }));
  expect(category).toMatchObject({ slug: 'signs', position: 30, collections: [] });
  const collection = await send(createCollection, 'POST', category['id'] as string, { slug: 'sql', name: 'SQL' });
  expect(collection.statusCode).toBe(201);
  expect(bodyOf(collection)).toMatchObject({ slug: 'sql', position: 10, items: [] });
  const item = { slug: 'postgres', name: 'Postgres', url: 'https://example.org', description: 'd' };
  expect(bodyOf(await send(createItem, 'POST', bodyOf(collection)['id'] as string, item))).toMatchObject({
    ...item,
    position: 10,
  });
  expect(bodyOf(await send(createItem, 'POST', sql, { slug: 'maria', name: 'MariaDB' }))).toMatchObject({
    position: 30,
  });
});

test.each([
  ['category', createCategory, '', { slug: 'stores', name: 'x' }, 409, 'slug'],
  ['category', createCategory, '', { slug: 'x' }, 422, 'name'],
  ['collection', createCollection, stores, { slug: 'sql', name: 'x' }, 409, 'slug'],
  ['collection', createCollection, stores, { slug: 'x', name: 'x', position: -1 }, 422, 'position'],
  ['item', createItem, sql, { slug: 'postgres', name: 'x' }, 409, 'slug'],
  ['item', createItem, sql, { slug: 'x', name: 'x', url: 'example.org' }, 422, 'url'],
  ['item', createItem, sql, { slug: 'x', name: 'x', collectionId: keys }, 400, 'collectionId'],
])('a wrong %s is refused by its field', async (_, door, of, body, status, field) => {
  expect(bodyOf(await send(door, 'POST', of, body))).toMatchObject({ status, violations: [{ field }] });
});

test.each([createCollection, createItem])('below what is not there nothing is made: 404', async (door) => {
  expect((await send(door, 'POST', nobody, { slug: 'x', name: 'x' })).statusCode).toBe(404);
});

test('what is given changes, and the rest stays', async () => {
  expect(bodyOf(await send(updateCategory, 'PATCH', stores, { name: 'Databases' }))).toMatchObject({
    slug: 'stores',
    name: 'Databases',
    collections: [{ slug: 'sql' }, { slug: 'keys' }],
  });
  expect(bodyOf(await send(updateCollection, 'PATCH', sql, { position: 30 }))).toMatchObject({
    name: 'SQL',
    position: 30,
  });
  expect(bodyOf(await send(updateItem, 'PATCH', postgres, { description: 'x' }))).toMatchObject({
    slug: 'postgres',
    description: 'x',
  });
  expect(await tree()).toMatchObject([{ name: 'Databases', collections: [{ slug: 'keys' }, { slug: 'sql' }] }, {}]);
});

test('collections and items move', async () => {
  await send(updateCollection, 'PATCH', keys, { categoryId: tools });
  await send(updateItem, 'PATCH', sqlite, { collectionId: keys });
  expect(await tree()).toMatchObject([
    { collections: [{ slug: 'sql', items: [{ slug: 'postgres' }] }] },
    { slug: 'tools', collections: [{ slug: 'keys', items: [{ slug: 'redis' }, { slug: 'sqlite' }] }] },
  ]);
});

test.each([
  [updateCollection, keys, { categoryId: nobody }, 'categoryId'],
  [updateCollection, keys, { categoryId: 'tools' }, 'categoryId'],
  [updateItem, redis, { collectionId: nobody }, 'collectionId'],
])('nothing moves to what is not there', async (door, of, body, field) => {
  expect(bodyOf(await send(door, 'PATCH', of, body))).toMatchObject({ status: 422, violations: [{ field }] });
});

describe('what would be left without its place', () => {
  test.each([
    [
      'category',
      deleteCategory,
      stores,
      [
        { type: 'collection', id: sql, name: 'SQL' },
        { type: 'collection', id: keys, name: 'Keys' },
      ],
    ],
    [
      'collection',
      deleteCollection,
      sql,
      [
        { type: 'item', id: postgres, name: 'Postgres' },
        { type: 'item', id: sqlite, name: 'SQLite' },
      ],
    ],
    ['item', deleteItem, postgres, [{ type: 'project', id: engine, name: 'Engine' }]],
  ])('stands in the way of a %s, and is named', async (_, door, of, blocking) => {
    const before = await namesBelow();
    const result = await send(door, 'DELETE', of);
    expect(result.statusCode).toBe(409);
    expect(bodyOf(result)).toMatchObject({
      type: '/problems/conflict',
      detail: expect.stringContaining('?cascade=true') as string,
      blocking,
    });
    expect(await namesBelow()).toEqual(before);
    expect(await db.sql(`select tag from outbox`)).toEqual([]);
  });

  test.each([
    ['category', deleteCategory, stores, ['Tools']],
    ['collection', deleteCollection, sql, ['Keys', 'Redis', 'Stores', 'Tools']],
    ['item', deleteItem, postgres, ['Keys', 'Redis', 'SQL', 'SQLite', 'Stores', 'Tools']],
  ])('goes with a %s that is deleted with cascade=true', async (_, door, of, left) => {
    expect((await send(door, 'DELETE', of, undefined, { cascade: 'true' })).statusCode).toBe(204);
    expect(await namesBelow()).toEqual(left);
    const tags = (await db.sql<{ tag: string }>(`select tag from outbox`)).map(({ tag }) => tag);
    expect(tags).toEqual(expect.arrayContaining(['techstack', `techstack:${postgres}`, `project:${engine}`]));
  });

  test('is nothing where nothing is below', async () => {
    expect((await send(deleteCategory, 'DELETE', tools)).statusCode).toBe(204);
    expect((await send(deleteItem, 'DELETE', redis, undefined, { cascade: 'false' })).statusCode).toBe(204);
    expect((await send(deleteItem, 'DELETE', redis)).statusCode).toBe(404);
  });

  test.each([{ cascade: 'yes' }, { force: 'true' }])('is not asked for by %j', async (query) => {
    expect((await send(deleteCategory, 'DELETE', tools, undefined, query as Record<string, string>)).statusCode).toBe(
      400,
    );
  });
});

describe('what a project is made with', () => {
  const change = (body: unknown) =>
    updateProject(httpEvent({ method: 'PATCH', path: `/api/v1/projects/${engine}`, parameters: { id: engine }, body }));
  const slugs = (body: Record<string, unknown>) => (body['techStack'] as { slug: string }[]).map(({ slug }) => slug);

  test('is said when it is made, and changed as a whole, in the order of the author', async () => {
    const body = { slug: 'gearbox', name: 'Gearbox', techStack: [redis, postgres] };
    const created = await createProject(httpEvent({ method: 'POST', path: '/api/v1/projects', body }));
    expect(created.statusCode).toBe(201);
    expect(bodyOf(created)['techStack']).toMatchObject([
      { id: redis, slug: 'redis', name: 'Redis', url: '', category: 'Stores', collection: 'Keys' },
      { id: postgres, collection: 'SQL' },
    ]);
    expect(slugs(bodyOf(await change({ techStack: [sqlite, redis, postgres] })))).toEqual([
      'sqlite',
      'redis',
      'postgres',
    ]);
    expect(slugs(bodyOf(await change({ name: 'Motor' }))), 'what is not named stays').toHaveLength(3);
    expect(slugs(bodyOf(await change({ techStack: [] })))).toEqual([]);
  });

  test('makes the project stale', async () => {
    await db.sql(`truncate outbox`);
    await change({ techStack: [redis] });
    expect(await db.sql(`select tag from outbox where tag = 'project:${engine}'`)).toHaveLength(1);
  });

  test.each<[string, string[], string?]>([
    ['is not there', [nobody]],
    ['is no id', ['redis'], 'techStack[0]'],
    ['comes twice', [redis, redis]],
    [
      'comes after a hundred',
      Array.from({ length: 101 }, (_, index) => `019a0000-0000-7000-8000-${String(index).padStart(12, '0')}`),
    ],
  ])('is refused where an item %s', async (_, techStack, field = 'techStack') => {
    expect(bodyOf(await change({ techStack }))).toMatchObject({ status: 422, violations: [{ field }] });
    expect(await db.sql(`select item_id from techstack_uses`)).toEqual([{ item_id: postgres }]);
  });
});
