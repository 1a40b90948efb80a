import { Client, type DatabaseError } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { databaseUnderTest } from '../../infra/checks/database-under-test.ts';

const db = databaseUnderTest();
let reader: Client;
let writer: Client;
let relay: Client;
let identity: Client;

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
  relay = new Client({ connectionString: db.addresses.relayUrl });
  identity = new Client({ connectionString: db.addresses.identityUrl });
  await Promise.all([reader, writer, relay, identity].map((client) => client.connect()));
});

afterAll(() => Promise.all([reader, writer, relay, identity].map((client) => client.end())));

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

/** Tables that hold hashes, or what a sign-in hangs on. */
const secrets = ['accounts', 'passkeys', 'sessions', 'setup_links', 'webauthn_challenges'];

test.each([
  'sites',
  'projects',
  'nodes',
  'posts',
  'post_tags',
  'search_documents',
  'outbox',
  'api_tokens',
  'idempotency_keys',
  'imported_files',
  'message_failures',
  'freshness_days',
  'freshness_findings',
  'database_epoch',
  'former_paths',
  'former_slugs',
  'redirects',
  'post_revisions',
  'audit_log',
  ...secrets,
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
  [`delete from colophon.outbox`],
  [`select colophon.announce('forged')`],
  [`alter table colophon.posts disable trigger announce`],
  [`set session_replication_role = replica`],
  [`truncate colophon.posts`],
  [`delete from colophon.post_tags`],
  [`update colophon.search_documents set plain = 'forged'`],
  [`select colophon.plain_text('x')`],
  [`select token_hash from colophon.api_tokens`],
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

/** What a role may touch in our schemas. A function that runs with its caller's rights, or by a trigger alone, gives none. */
async function reachOf(role: string): Promise<Record<string, string>> {
  const rows = await db.sql<{ name: string; rights: string }>(
    `select name, string_agg(privilege, ' ' order by privilege) as rights from (
      select relation.oid::regclass::text as name, privilege from pg_class relation
        cross join unnest(array['select', 'insert', 'update', 'delete', 'truncate', 'references', 'trigger']) privilege
        where relation.relkind in ('r', 'v') and relation.relnamespace = any(array['colophon', 'published', 'migrations']::regnamespace[])
          and has_table_privilege($1, relation.oid, privilege)
      union all
      select routine.oid::regprocedure::text, 'execute' from pg_proc routine
        where routine.prosecdef and routine.prorettype <> 'trigger'::regtype and routine.pronamespace = any(array['colophon', 'published', 'migrations']::regnamespace[])
          and has_function_privilege($1, routine.oid, 'execute')) reach group by name`,
    [role],
  );
  return Object.fromEntries(rows.map(({ name, rights }) => [name, rights]));
}

test('the relay takes from the outbox, knows which database it is, and reaches nothing else', async () => {
  expect(await reachOf('colophon_relay')).toEqual({ outbox: 'delete select', 'database_identity()': 'execute' });
  expect(await outcome(relay, `select colophon.database_identity() from colophon.outbox`)).toBe('allowed');
  expect(await outcome(relay, `delete from colophon.outbox where id = 0`)).toBe('allowed');
  expect(await outcome(relay, `insert into colophon.outbox (tag) values ('forged')`)).toBe(insufficientPrivilege);
  expect(await outcome(relay, `select from colophon.posts`)).toBe(insufficientPrivilege);
});

test.each([...secrets, 'api_tokens'])('neither the writer nor the relay reaches colophon.%s', async (table) => {
  for (const client of [writer, relay]) {
    expect(await outcome(client, `select from colophon.${table}`)).toBe(insufficientPrivilege);
    expect(await outcome(client, `delete from colophon.${table}`)).toBe(insufficientPrivilege);
  }
});

test('identity changes who may come in, makes no link, and reaches no content', async () => {
  expect(await reachOf('colophon_identity')).toEqual({
    accounts: 'insert select update',
    passkeys: 'delete insert select update',
    sessions: 'delete insert select update',
    setup_links: 'delete select',
    webauthn_challenges: 'delete insert select',
    api_tokens: 'delete insert select update',
  });
  expect(await outcome(identity, `select from colophon.posts`)).toBe(insufficientPrivilege);
  expect(await outcome(identity, `select from published.posts`)).toBe(insufficientPrivilege);
  expect(await outcome(identity, `select from colophon.audit_log`)).toBe(insufficientPrivilege);
});

test('all roles are held to their time', async () => {
  const limits = async (client: Client) => {
    const { rows } = await client.query(
      `select current_setting('statement_timeout') as statement, current_setting('idle_in_transaction_session_timeout') as idle`,
    );
    return rows[0] as object;
  };
  expect(await limits(reader)).toEqual({ statement: '2s', idle: '5s' });
  expect(await limits(writer)).toEqual({ statement: '5s', idle: '5s' });
  expect(await limits(relay)).toEqual({ statement: '5s', idle: '5s' });
  expect(await limits(identity)).toEqual({ statement: '2s', idle: '5s' });
});
