import { Client, type DatabaseError } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { databaseUnderTest } from '../../infra/checks/database-under-test.ts';

const db = databaseUnderTest();
let reader: Client;
let writer: Client;

beforeAll(async () => {
  await db.sql(`
    insert into projects (slug, name) values ('engine', 'Engine');
    insert into nodes (project_id, type, name, slug)
      select project.id, node.* from projects project, (values ('page', null, 'out'), ('page', null, 'hidden'), ('section', 'Plans', 'plans')) node;
    insert into posts (project_id, node_id, title, body_markdown, status, published_at)
      select project_id, id, slug, 'text', case slug when 'out' then 'published' else 'draft' end, now() from nodes where type = 'page';
    insert into api_tokens (name, token_hash) values ('first', '\\x00')`);
  reader = new Client({ connectionString: db.addresses.readerUrl });
  writer = new Client({ connectionString: db.addresses.writerUrl });
  await Promise.all([reader.connect(), writer.connect()]);
});

afterAll(() => Promise.all([reader.end(), writer.end()]));

async function outcome(client: Client, statement: string): Promise<string | undefined> {
  const allowed = () => 'allowed';
  return client.query(statement).then(allowed, (error: DatabaseError) => error.code);
}
const insufficientPrivilege = '42501';

test('the reader sees what is published and nothing of what is not', async () => {
  const titles = await reader.query<{ title: string }>(`select title from posts`);
  expect(titles.rows).toEqual([{ title: 'out' }]);
  const slugs = await reader.query<{ slug: string }>(`select slug from nodes`);
  expect(slugs.rows, 'neither the page of a draft nor a section without published posts').toEqual([{ slug: 'out' }]);
});

test.each([
  'sites',
  'projects',
  'nodes',
  'posts',
  'outbox',
  'api_tokens',
  'idempotency_keys',
  'imported_files',
  'message_failures',
  'database_epoch',
  'former_paths',
  'former_slugs',
  'redirects',
  'post_revisions',
  'audit_log',
])('the reader does not reach colophon.%s', async (table) => {
  expect(await outcome(reader, `select from colophon.${table}`)).toBe(insufficientPrivilege);
  expect(await outcome(reader, `delete from colophon.${table}`)).toBe(insufficientPrivilege);
});

// nodes is a join, which nobody can write through.
test.each(['sites', 'projects', 'posts'])('the reader does not write through the view published.%s', async (view) => {
  expect(await outcome(reader, `delete from published.${view}`)).toBe(insufficientPrivilege);
});

test.each([
  [`insert into colophon.outbox (tag) values ('forged')`],
  [`update colophon.outbox set tag = 'forged'`],
  [`select colophon.announce('forged')`],
  [`alter table colophon.posts disable trigger announce`],
  [`set session_replication_role = replica`],
  [`truncate colophon.posts`],
  [`insert into colophon.api_tokens (name, token_hash) values ('mine', '\\x01')`],
  [`update colophon.database_epoch set epoch = gen_random_uuid()`],
  [`create table colophon.mine ()`],
  [`create table public.mine ()`],
  [`select from migrations.applied`],
  [`insert into colophon.former_paths select project_id, 'x', id from colophon.nodes`],
  [`update colophon.post_revisions set body_markdown = 'forged'`],
  [`insert into colophon.audit_log (table_name, action) values ('posts', 'insert')`],
  [`select colophon.watch('posts')`],
])('the writer may not: %s', async (statement) => {
  expect(await outcome(writer, statement)).toBe(insufficientPrivilege);
});

test('both roles are held to their time', async () => {
  const limits = async (client: Client) => {
    const { rows } = await client.query(
      `select current_setting('statement_timeout') as statement, current_setting('idle_in_transaction_session_timeout') as idle`,
    );
    return rows[0] as object;
  };
  expect(await limits(reader)).toEqual({ statement: '2s', idle: '5s' });
  expect(await limits(writer)).toEqual({ statement: '5s', idle: '5s' });
});
