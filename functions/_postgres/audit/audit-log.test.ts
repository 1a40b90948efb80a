import { beforeEach, describe, expect, test } from 'vitest';
import { Client, type DatabaseError } from 'pg';
import { databaseUnderTest } from '../../../infra/checks/database-under-test.ts';
import { mediaRow } from '../../../infra/checks/media-rows.ts';
import { bodyOf, httpEvent } from '../../../infra/checks/http-event.ts';
import { standInLambda } from '../../../infra/checks/stand-in-lambda.ts';
import { handler as listAudit } from '../../database-read/studio/list-audit.ts';
import { handler as importSite } from '../../database-write/imports/import-site.ts';
import { handler as createPost } from '../../database-write/posts/create-post.ts';

const db = databaseUnderTest();
standInLambda();

const project = '019a0000-0000-7000-8000-000000000001';
const section = '019a0000-0000-7000-8000-000000000011';
const page = '019a0000-0000-7000-8000-000000000012';
const post = '019a0000-0000-7000-8000-000000000021';

let since: string;
beforeEach(async () => {
  await db.sql(`
    truncate sites, projects, nodes, posts, imported_files cascade;
    ${mediaRow(page, 'image')}
    insert into projects (id, slug, name) values ('${project}', 'engine', 'Engine');
    insert into nodes (id, project_id, parent_id, type, name, slug) values
      ('${section}', '${project}', null, 'section', 'Guide', 'guide'), ('${page}', '${project}', '${section}', 'page', null, 'post');
    insert into posts (id, project_id, node_id, title, body_markdown, status, published_at)
      values ('${post}', '${project}', '${page}', 'First', 'text', 'published', '2026-01-01')`);
  since = (await db.sql<{ last: string }>(`select max(id)::text as last from audit_log`))[0]!.last;
});

const recorded = () =>
  db.sql(`select table_name, entity, action, before, after from audit_log where id > $1 order by id`, [since]);

describe('a change is recorded', () => {
  test('of a row with what was before and after, and no column that follows from others', async () => {
    await db.sql(`update posts set title = 'Second', tags = '{a}' where id = '${post}'`);
    expect(await recorded()).toEqual([
      {
        ...{ table_name: 'posts', entity: post, action: 'update' },
        before: { title: 'First', tags: [], revision: 1 },
        after: { title: 'Second', tags: ['a'], revision: 2 },
      },
    ]);
  });

  test('of a section that moves, once: what moved with it did not change', async () => {
    await db.sql(`update nodes set slug = 'handbook' where id = '${section}'`);
    expect(await recorded()).toEqual([
      {
        ...{ table_name: 'nodes', entity: section, action: 'update' },
        ...{ before: { slug: 'guide', revision: 1 }, after: { slug: 'handbook', revision: 2 } },
      },
    ]);
  });

  test('of rows that come and go, whole, those of a cascade, too', async () => {
    await db.sql(`insert into sites (title) values ('Mine')`);
    await db.sql(`delete from projects`);
    const rows = await recorded();
    expect(rows).toMatchObject([
      { table_name: 'sites', entity: 'true', action: 'insert', before: null, after: { title: 'Mine', tagline: '' } },
      { table_name: 'projects', action: 'delete', before: { slug: 'engine' }, after: null },
      { table_name: 'posts', entity: post, action: 'delete', before: { body_markdown: 'text' } },
      { table_name: 'nodes', action: 'delete' },
      { table_name: 'nodes', action: 'delete' },
    ]);
    expect(rows[2]!['before']).not.toHaveProperty('path');
    expect(rows[3]!['before']).not.toHaveProperty('sort_key');
  });

  test('of nothing where nothing changed', async () => {
    await db.sql(`update projects set name = name; update posts set path = path`);
    expect(await recorded()).toEqual([]);
  });

  test('of a table that is emptied, and of a session that replays as a replica', async () => {
    await db.sql('begin');
    await db.sql(`set local session_replication_role = replica`);
    await db.sql(`update posts set title = 'Replayed'`);
    await db.sql(`truncate posts cascade`);
    await db.sql('commit');
    expect(await recorded()).toMatchObject([
      { table_name: 'posts', action: 'update', after: { title: 'Replayed' } },
      { table_name: 'posts', entity: '', action: 'truncate', before: null, after: null },
    ]);
  });

  test('of no transaction that was rolled back', async () => {
    await db.sql(`begin; update posts set title = 'x'; rollback`);
    expect(await recorded()).toEqual([]);
  });
});

test('who, when and by which request is said of a write, and the role of a change by hand', async () => {
  const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
  await createPost(
    httpEvent({
      ...{ method: 'POST', parameters: { id: project }, body: { title: 'New', slug: 'new' } },
      headers: { 'x-request-id': 'asked-by-a-test', traceparent },
    }),
  );
  await db.sql(`update sites set tagline = 'x'; update projects set type = 'x'`);
  const { items } = bodyOf(await listAudit(httpEvent({ query: { limit: '3' } }))) as { items: object[] };
  const signed = { author: 'author', requestId: 'asked-by-a-test', traceparent };
  expect(items).toMatchObject([
    {
      table: 'projects',
      action: 'UPDATE',
      author: 'postgres',
      requestId: '',
      before: { type: '' },
      after: { type: 'x' },
    },
    { table: 'posts', action: 'INSERT', ...signed, after: { title: 'New' } },
    { table: 'nodes', action: 'INSERT', ...signed, at: expect.stringMatching(/^\d{4}-.*Z$/) as string },
  ]);
});

test('what the importer brings in is signed as its own', async () => {
  await importSite({ title: 'Brought in' });
  expect(await recorded()).toMatchObject([{ table_name: 'sites', action: 'insert' }]);
  expect(await db.sql(`select author from audit_log order by id desc limit 1`)).toEqual([{ author: 'importer' }]);
});

describe('the list', () => {
  const ask = async (query: Record<string, string>) =>
    bodyOf(await listAudit(httpEvent({ query }))) as { items: Record<string, unknown>[]; nextCursor?: string };

  test('is walked page by page, the latest first, of one row if one likes', async () => {
    for (let count = 0; count < 7; count++)
      await db.sql(`update posts set title = 'Title ${count}' where id = '${post}'`);
    const titles: unknown[] = [];
    let cursor: string | undefined;
    do {
      const body = await ask({ table: 'posts', entity: post, limit: '3', ...(cursor && { cursor }) });
      titles.push(...body.items.map(({ after }) => (after as { title?: string } | undefined)?.title));
      cursor = body.nextCursor;
    } while (cursor);
    expect(titles.slice(0, 8)).toEqual([
      'Title 6',
      'Title 5',
      'Title 4',
      'Title 3',
      'Title 2',
      'Title 1',
      'Title 0',
      'First',
    ]);
  });

  test('cuts long texts, which the log keeps whole, and shows what became of nothing', async () => {
    await db.sql(
      `update posts set body_markdown = repeat('é', 100000), cover_media_id = '${page}' where id = '${post}'`,
    );
    const [{ before, after }] = (await ask({ limit: '1' })).items as [
      { before: object; after: { body_markdown: string } },
    ];
    expect(after.body_markdown).toHaveLength(501);
    expect(before).toMatchObject({ cover_media_id: null });
    expect((await recorded())[0]).toMatchObject({ after: { body_markdown: 'é'.repeat(100000) } });
  });

  test.each([{ cursor: 'mine' }, { limit: '101' }, { author: 'me' }, { entity: '\0' }])(
    '%j is refused',
    async (query) => {
      expect((await listAudit(httpEvent({ query }))).statusCode).toBe(400);
    },
  );
});

test('nobody changes or empties the log, and the writer cannot write into it', async () => {
  const writer = new Client({ connectionString: db.addresses.writerUrl });
  await writer.connect();
  const outcome = (statement: string, by: (text: string) => Promise<unknown>) =>
    by(statement).then(
      () => 'allowed',
      (error: DatabaseError) => error.code,
    );
  for (const statement of ['update audit_log set author = $$me$$', 'delete from audit_log', 'truncate audit_log']) {
    expect(await outcome(statement, (text) => db.sql(text))).toBe('42501');
    expect(await outcome(statement, (text) => writer.query(text))).toBe('42501');
  }
  expect(
    await outcome(`insert into audit_log (table_name, action) values ('x', 'insert')`, (text) => writer.query(text)),
  ).toBe('42501');
  await writer.end();
});
