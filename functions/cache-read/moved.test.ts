import { Client } from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { bodyOf, httpEvent } from '../../infra/checks/http-event.ts';
import { standInLambda } from '../../infra/checks/stand-in-lambda.ts';
import {
  freshCluster,
  freshRedis,
  type RunningRedis,
  type TestDatabase,
  useEnvironment,
} from '../../infra/checks/test-database.ts';
import { drainOutbox } from '../_postgres/events/outbox.ts';
import { endPools } from '../_postgres/pool.ts';
import { invalidate } from '../_redis/cache.ts';
import { disconnect, withRedis } from '../_redis/client.ts';
import { handler as buildRedirect } from '../database-read/find-redirect.ts';
import { handler as buildPost } from '../database-read/get-post.ts';
import { handler as buildProject } from '../database-read/get-project.ts';
import { handler as findRedirect } from './find-redirect.ts';
import { handler as getPost } from './get-post.ts';
import { handler as getProject } from './get-project.ts';

// The database and Redis are real, and so are the builders; only the way from one function to the other is short.
standInLambda({
  'database-read-get-post': buildPost,
  'database-read-get-project': buildProject,
  'database-read-find-redirect': buildRedirect,
});

const engine = '019a0000-0000-7000-8000-000000000001';
const guide = '019a0000-0000-7000-8000-000000000011';
const page = '019a0000-0000-7000-8000-000000000012';

let database: TestDatabase;
let redis: RunningRedis;
let owner: Client;

beforeAll(async () => {
  [database, redis] = await Promise.all([freshCluster(), freshRedis()]);
  useEnvironment({
    DATABASE_READER_URL: database.readerUrl,
    DATABASE_WRITER_URL: database.writerUrl,
    DATABASE_RELAY_URL: database.relayUrl,
    REDIS_URL: redis.url,
  });
  owner = new Client({ connectionString: database.ownerUrl });
  await owner.connect();
});
afterAll(async () => {
  disconnect();
  await endPools();
  await owner.end();
  await Promise.all([redis.stop(), database.drop()]);
});

beforeEach(async () => {
  await withRedis((each) => each.flushall(), 'patient');
  await owner.query(`
    truncate projects, nodes, posts, imported_files, redirects cascade;
    insert into projects (id, slug, name) values ('${engine}', 'engine', 'Engine');
    insert into nodes (id, project_id, parent_id, type, name, slug) values
      ('${guide}', '${engine}', null, 'section', 'Guide', 'guide'), ('${page}', '${engine}', '${guide}', 'page', null, 'first');
    insert into posts (project_id, node_id, title, body_markdown, status, published_at)
      values ('${engine}', '${page}', 'First', 'text', 'published', now());
    truncate outbox`);
});

/** What a transaction announced is what the cache is told, and nothing else. */
async function change(...statements: string[]): Promise<void> {
  for (const statement of statements) await owner.query(statement);
  await drainOutbox(async function* (events) {
    for (const { tags, xid } of events) await invalidate({ tags, xid: BigInt(xid) });
    yield events;
  });
}

/** The status, and the address where a moved one is. */
async function at(address: string): Promise<string> {
  const [project = '', ...path] = address.split('/');
  const asked = httpEvent({ author: null, parameters: { project, path: path.join('/') } });
  const { statusCode, headers } = await (path.length > 0 ? getPost(asked) : getProject(asked));
  const location = headers?.['location'] as string | undefined;
  return `${statusCode}${location ? ` ${location.replace('/api/v1/projects/', '')}` : ''}`;
}
const post = (place: string) => `308 ${place.replace('/', '/posts/')}`;

const move = (slug: string, id = page) => `update nodes set slug = '${slug}' where id = '${id}'`;
const rename = (slug: string) => `update projects set slug = '${slug}' where id = '${engine}'`;
const withdraw = `update posts set status = 'draft'`;
const publish = `update posts set status = 'published'`;
const takeFirst = `insert into nodes (project_id, parent_id, type, slug) values ('${engine}', '${guide}', 'page', 'first')`;

describe('a place that moved', () => {
  test.each([
    ['a page', [move('one')], 'engine/guide/first', post('engine/guide/one')],
    ['a section above it', [move('handbook', guide)], 'engine/guide/first', post('engine/handbook/first')],
    ['a page, three times', [move('a'), move('b'), move('c')], 'engine/guide/first', post('engine/guide/c')],
    ['a page and then its section', [move('a'), move('x', guide)], 'engine/guide/first', post('engine/x/a')],
    [
      'a page that goes elsewhere',
      [`update nodes set parent_id = null where id = '${page}'`],
      'engine/guide/first',
      post('engine/first'),
    ],
    ['its project', [rename('motor')], 'engine/guide/first', post('motor/guide/first')],
    ['its project and it', [move('a'), rename('motor')], 'engine/guide/first', post('motor/guide/a')],
    ['the project itself, twice', [rename('b'), rename('motor')], 'engine', '308 motor'],
    ['a section, which is a place in its project', [move('handbook', guide)], 'engine/guide', '308 engine#handbook'],
    ['a section of a renamed project', [rename('motor')], 'engine/guide', '308 motor#guide'],
    ['a page that came back', [move('a'), move('first')], 'engine/guide/first', '200'],
  ])('%s: the old path leads to it in one hop', async (_, statements, address, expected) => {
    await change(...statements);
    expect(await at(address)).toBe(expected);
    expect(await at(address), 'and so from the cache').toBe(expected);
  });

  test('is answered like any object: stored, then a hit, with its tags and without a body', async () => {
    await change(move('one'));
    const asked = () => getPost(httpEvent({ author: null, parameters: { project: 'engine', path: 'guide/first' } }));
    expect((await asked()).headers).toMatchObject({ 'cache-status': 'colophon; fwd=miss; stored' });
    const second = await asked();
    expect(second).toMatchObject({ statusCode: 308, headers: { 'cache-status': 'colophon; hit' } });
    expect(second.headers?.['cache-tag']).toContain(`project:${engine}:moves`);
    expect(second.headers).toMatchObject({
      'cache-control': 'public, no-cache',
      'content-version': expect.any(String) as string,
    });
    expect(second.body).toBeUndefined();
  });

  test('leads nowhere while what it leads to is not published', async () => {
    await change(withdraw, move('one'));
    expect([await at('engine/guide/first'), await at('engine/guide')]).toEqual(['404', '404']);
  });

  test('is nobody’s once it was taken by another, who need not be published', async () => {
    await change(move('one'), takeFirst);
    expect(await at('engine/guide/first')).toBe('404');
  });
});

// Each answer lies in the cache when the change comes, and only what the change announced is dropped.
describe('what is cached ends when', () => {
  test.each<[what: string, before: string[], address: string, was: string, changes: string[], becomes: string]>([
    ['a page moves away', [], 'engine/guide/first', '200', [move('a')], post('engine/guide/a')],
    [
      'a moved page moves on',
      [move('a')],
      'engine/guide/first',
      post('engine/guide/a'),
      [move('b')],
      post('engine/guide/b'),
    ],
    [
      'the section of a moved page moves',
      [move('a')],
      'engine/guide/first',
      post('engine/guide/a'),
      [move('x', guide)],
      post('engine/x/a'),
    ],
    ['a moved page is withdrawn', [move('a')], 'engine/guide/first', post('engine/guide/a'), [withdraw], '404'],
    [
      'a moved page is published again',
      [move('a'), withdraw],
      'engine/guide/first',
      '404',
      [publish],
      post('engine/guide/a'),
    ],
    [
      'a moved page is deleted',
      [move('a')],
      'engine/guide/first',
      post('engine/guide/a'),
      ['delete from posts', `delete from nodes where id = '${page}'`],
      '404',
    ],
    ['its old path is taken by a draft', [move('a')], 'engine/guide/first', post('engine/guide/a'), [takeFirst], '404'],
    ['it comes back', [move('a')], 'engine/guide/first', post('engine/guide/a'), [move('first')], '200'],
    [
      'its project is renamed',
      [move('a')],
      'engine/guide/first',
      post('engine/guide/a'),
      [rename('motor')],
      post('motor/guide/a'),
    ],
    [
      'its renamed project is renamed again',
      [rename('b')],
      'engine/guide/first',
      post('b/guide/first'),
      [rename('c')],
      post('c/guide/first'),
    ],
    [
      'it moves in a renamed project',
      [rename('b')],
      'engine/guide/first',
      post('b/guide/first'),
      [move('z')],
      post('b/guide/z'),
    ],
    ['a project that was moved goes on', [rename('b')], 'engine', '308 b', [rename('c')], '308 c'],
    [
      'another project takes the old slug',
      [rename('b')],
      'engine',
      '308 b',
      [`insert into projects (slug, name) values ('engine', 'x')`],
      '200',
    ],
    [
      'another project takes the old slug of a post',
      [rename('b')],
      'engine/guide/first',
      post('b/guide/first'),
      [`insert into projects (slug, name) values ('engine', 'x')`],
      '404',
    ],
    ['a project gets its old slug back', [rename('b')], 'engine', '308 b', [rename('engine')], '200'],
    ['a moved project is deleted', [rename('b')], 'engine', '308 b', ['delete from projects'], '404'],
    ['a project is renamed', [], 'engine', '200', [rename('b')], '308 b'],
    ['a section moves on', [move('x', guide)], 'engine/guide', '308 engine#x', [move('y', guide)], '308 engine#y'],
    ['a section has nothing published left', [move('x', guide)], 'engine/guide', '308 engine#x', [withdraw], '404'],
    [
      'a way back is taken away by hand',
      [move('a')],
      'engine/guide/first',
      post('engine/guide/a'),
      ['delete from former_paths'],
      '404',
    ],
    ['former slugs are taken away by hand', [rename('b')], 'engine', '308 b', ['delete from former_slugs'], '404'],
  ])('%s', async (_, before, address, was, changes, becomes) => {
    await change(...before);
    expect(await at(address)).toBe(was);
    await change(...changes);
    expect(await at(address)).toBe(becomes);
  });
});

test('nodes that trade places leave no way that leads astray', async () => {
  await change(takeFirst.replace(`'first'`, `'second'`));
  await change(
    `begin; ${move('third')}; update nodes set slug = 'first' where slug = 'second'; ${move('second')}; commit`,
  );
  const { rows } = await owner.query(`select path from former_paths`);
  expect(rows).toEqual([{ path: 'guide/third' }]);
});

test('a redirect is found, cached, and ends when it changes or goes', async () => {
  const leadsTo = async (path: string) => {
    const result = await findRedirect(httpEvent({ author: null, parameters: { path } }));
    if (result.statusCode === 404) expect(bodyOf(result)).toMatchObject({ type: '/problems/not-found' });
    return result.headers?.['location'] ?? result.statusCode;
  };
  expect(await leadsTo('old/caf%C3%A9')).toBe(404);
  await change(`insert into redirects (from_path, to_path) values ('/old/caf%C3%A9', 'https://x.example/')`);
  for (const spelled of ['old/café', 'old/caf%C3%A9', 'old/café/'])
    expect(await leadsTo(spelled)).toBe('https://x.example/');
  await change(`update redirects set to_path = '/new'`);
  expect(await leadsTo('old/café')).toBe('/new');
  await change(`delete from redirects`);
  expect(await leadsTo('old/café')).toBe(404);
  expect(await leadsTo('x'.repeat(3000))).toBe(404);
});
