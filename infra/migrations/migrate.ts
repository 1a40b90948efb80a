import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { Client } from 'pg';

const folder = new URL('./', import.meta.url);

interface Role {
  name: string;
  searchPath: string;
  statementTimeoutMs: number;
}

/** What each may do, migrations grant. */
const roles: Role[] = [
  { name: 'colophon_reader', searchPath: 'published', statementTimeoutMs: 2_000 },
  { name: 'colophon_writer', searchPath: 'colophon', statementTimeoutMs: 5_000 },
  { name: 'colophon_relay', searchPath: 'colophon', statementTimeoutMs: 5_000 },
  { name: 'colophon_identity', searchPath: 'colophon', statementTimeoutMs: 2_000 },
];

export interface MigrateOptions {
  /** The owner's address. */
  databaseUrl: string;
  passwordOf: (role: string) => string;
  onProgress?: (line: string) => void;
}

/**
 * Brings the database to the newest schema: each file once, whole or not at all, one runner at a time.
 * A file that changed after it was applied is an error: write a new one instead.
 * After any change of the schema the epoch rotates, so that caches start a new generation.
 */
export async function migrate(options: MigrateOptions): Promise<{ applied: string[] }> {
  const client = new Client({ connectionString: options.databaseUrl });
  await client.connect();
  try {
    await client.query(`select pg_advisory_lock(hashtext('colophon migrations'))`);
    for (const role of roles) await ensureRole(client, role, options.passwordOf(role.name));
    // For who types SQL by hand: tables are found without their schema.
    await client.query(
      `do $$ begin execute format('alter database %I set search_path = colophon, public', current_database()); end $$`,
    );
    await client.query(`create schema if not exists migrations`);
    await client.query(
      `create table if not exists migrations.applied (name text primary key, checksum text not null, at timestamptz not null default now())`,
    );
    const before = await client.query<{ name: string; checksum: string }>(
      `select name, checksum from migrations.applied`,
    );
    const known = new Map(before.rows.map((row) => [row.name, row.checksum]));
    const applied: string[] = [];
    for (const name of (await readdir(folder)).filter((file) => file.endsWith('.sql')).sort()) {
      const sql = await readFile(new URL(name, folder), 'utf8');
      const checksum = createHash('sha256').update(sql).digest('hex');
      if (known.get(name) === checksum) continue;
      if (known.has(name)) throw new Error(`The migration ${name} was changed after it was applied; write a new one.`);
      options.onProgress?.(`migrating ${name}`);
      await apply(client, name, sql, checksum);
      applied.push(name);
    }
    return { applied };
  } finally {
    await client.end();
  }
}

async function apply(client: Client, name: string, sql: string, checksum: string): Promise<void> {
  await client.query('begin');
  try {
    await client.query(sql);
    await client.query(`insert into migrations.applied (name, checksum) values ($1, $2)`, [name, checksum]);
    await client.query(`do $$ begin
      if to_regclass('colophon.database_epoch') is not null then update colophon.database_epoch set epoch = gen_random_uuid(); end if;
    end $$`);
    await client.query('commit');
  } catch (error) {
    await client.query('rollback');
    throw new Error(`The migration ${name} failed: ${(error as Error).message}`, { cause: error });
  }
}

/**
 * Roles belong to the whole server, which other databases (and their migrations at this moment) share:
 * hence no transaction around this, and another go when two alter the same role at once.
 */
async function ensureRole(
  client: Client,
  { name: role, searchPath, ...limits }: Role,
  password: string,
): Promise<void> {
  const literal = client.escapeLiteral(password);
  for (let attempt = 1; ; attempt++) {
    try {
      await client.query(`do $$ begin
        create role ${role} login;
      exception when duplicate_object or unique_violation then null; end $$`);
      await client.query(`alter role ${role} login nocreatedb nocreaterole password ${literal}`);
      await client.query(`alter role ${role} set statement_timeout = ${limits.statementTimeoutMs}`);
      await client.query(`alter role ${role} set idle_in_transaction_session_timeout = 5000`);
      await client.query(`alter role ${role} set search_path = ${searchPath}`);
      await client.query(
        `do $$ begin execute format('grant connect on database %I to ${role}', current_database()); end $$`,
      );
      return;
    } catch (error) {
      if (attempt === 20 || !/tuple concurrently updated|deadlock/.test((error as Error).message)) {
        throw new Error(
          `The role ${role} could not be set up (${(error as Error).message}). The owner in DATABASE_URL must be allowed to create roles.`,
          { cause: error },
        );
      }
    }
  }
}
