import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { migrateForTests } from '../../checks/template.ts';
import { type RunningPostgres, startPostgres } from '../../services/postgres.ts';
import { holds, parseSnapshot } from '../../../functions/_keys/snapshot.ts';

const dir = join(inject('services').dir, `postgres-${randomBytes(6).toString('hex')}`);
let postgres: RunningPostgres;

async function asOwner<T>(work: (sql: <Row>(text: string) => Promise<Row[]>) => Promise<T>, url = postgres.url) {
  const client = new Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await work(async <Row>(text: string) => (await client.query(text)).rows as Row[]);
  } finally {
    await client.end().catch(() => undefined);
  }
}

const one = async <Value>(text: string, url?: string) =>
  asOwner(async (sql) => Object.values((await sql<Record<string, Value>>(text))[0]!)[0]!, url);
const identity = (url?: string) => one<string>('select colophon.database_identity()', url);
const at = (database: string) => Object.assign(new URL(postgres.url), { pathname: `/${database}` }).href;

/** The server's processes, by what Postgres calls them. */
function children(called: string): number[] {
  const mine = readFileSync(`/proc/${postgres.pid}/task/${postgres.pid}/children`, 'utf8').split(' ').filter(Boolean);
  return mine.map(Number).filter((pid) => readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(called));
}

async function startAgain(): Promise<void> {
  await postgres.exited;
  postgres = await startPostgres({ dir, port: postgres.port });
}

beforeAll(async () => {
  postgres = await startPostgres({ dir });
  await migrateForTests(postgres.url);
}, 60_000);
afterAll(() => postgres.stop());

test('writes, a checkpoint and the vacuum leave it as it is', async () => {
  const before = await identity();
  await one(`insert into colophon.sites (title) values ('A site') returning true`);
  await asOwner((sql) => sql('checkpoint'));
  await asOwner((sql) => sql('vacuum (freeze, analyze)'));
  await asOwner((sql) => sql('vacuum full colophon.database_epoch'));
  expect(await identity()).toBe(before);
});

describe('it is another one', { timeout: 60_000 }, () => {
  test('for a copy that took the database’s place and its name', async () => {
    const on = (statement: string) => asOwner((sql) => sql(statement), at('postgres'));
    await on('create database site template colophon');
    const before = await identity(at('site'));
    await on('create database backup template site');
    await on('drop database site');
    await on('alter database backup rename to site');
    expect(await identity(at('site'))).not.toBe(before);
  });

  test('where the epoch came back with a dump', async () => {
    const before = await identity();
    await asOwner(async (sql) => {
      const [row] = await sql<{ epoch: string }>('select epoch from colophon.database_epoch');
      await sql('begin');
      await sql('truncate colophon.database_epoch');
      await sql(`insert into colophon.database_epoch (epoch) values ('${row!.epoch}')`);
      await sql('commit');
    });
    expect(await identity()).not.toBe(before);
  });

  test('after a start, for the files may have been put back', async () => {
    const before = await identity();
    await postgres.stop();
    await startAgain();
    expect(await identity()).not.toBe(before);
  });

  test('after one of its processes crashed, which the others do not outlive', async () => {
    const before = await identity();
    await asOwner(async (sql) => {
      const [row] = await sql<{ pid: number }>('select pg_backend_pid() as pid');
      process.kill(row!.pid, 'SIGKILL');
    });
    await expect.poll(() => identity().catch(() => before), { timeout: 30_000 }).not.toBe(before);
  });

  test('when it hands out the id of a transaction again, which a crash made it forget', async () => {
    // What takes to the disk, a moment later, what no commit has waited for.
    const [writer] = children('walwriter');
    process.kill(writer!, 'SIGSTOP');
    const { xid, snapshot } = await asOwner(async (sql) => {
      await sql('begin');
      const [begun] = await sql<{ xid: string }>('select pg_current_xact_id()::text as xid');
      await sql('rollback');
      const [built] = await sql<{ snapshot: string }>('select pg_current_snapshot()::text as snapshot');
      return { xid: BigInt(begun!.xid), snapshot: parseSnapshot(built!.snapshot) };
    });
    expect(holds(snapshot, xid), 'what was built says that it holds it').toBe(true);
    const before = await identity();
    process.kill(postgres.pid, 'SIGKILL');
    process.kill(writer!, 'SIGKILL');
    await startAgain();
    expect(BigInt(await one<string>('select pg_current_xact_id()::text'))).toBeLessThanOrEqual(xid);
    expect(await identity()).not.toBe(before);
  });
});
