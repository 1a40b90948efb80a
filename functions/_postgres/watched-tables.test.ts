import { expect, test } from 'vitest';
import { notAnnounced, notAudited, notContent } from '../../infra/checks/content-tables.ts';
import { databaseUnderTest } from '../../infra/checks/database-under-test.ts';

const db = databaseUnderTest();

interface Watch {
  table: string;
  audits: string;
  announces: string;
}

/** Each table with what its triggers on rows and on TRUNCATE are for, of those that fire in replicas, too. */
const watched = () =>
  db.sql<Watch>(`
    select relname as table,
      coalesce(string_agg(tgtype::text, ',' order by tgtype) filter (where proname = 'audit'), '') as audits,
      coalesce(string_agg(tgtype::text, ',' order by tgtype) filter (where tgname in ('announce', 'announce_truncate')), '') as announces
    from pg_class
    left join pg_trigger on tgrelid = pg_class.oid and not tgisinternal and tgenabled = 'A'
    left join pg_proc on pg_proc.oid = tgfoid
    where relnamespace = 'colophon'::regnamespace and relkind in ('r', 'p') group by relname order by relname`);

/** As pg_trigger has it: after insert, update or delete of a row; after TRUNCATE. */
const rowsAndTruncate = '29,32';

test('each content table records what changes in it, and tells caches of it', async () => {
  const content = (await watched()).filter(({ table }) => !notContent[table]);
  expect(content.length).toBeGreaterThan(7);
  const lacking = content.flatMap(({ table, audits, announces }) => [
    ...(audits === rowsAndTruncate || notAudited[table] ? [] : [`${table} is not audited: select watch('${table}')`]),
    ...(announces === rowsAndTruncate || notAnnounced[table] ? [] : [`${table} does not announce`]),
  ]);
  expect(lacking).toEqual([]);
});

test('no table is excepted that is gone, or that is watched after all', async () => {
  const tables = await watched();
  const names = tables.map(({ table }) => table);
  expect(
    Object.keys({ ...notContent, ...notAudited, ...notAnnounced }).filter((name) => !names.includes(name)),
  ).toEqual([]);
  const watchedAfterAll = tables.filter(
    ({ table, audits, announces }) => (notAudited[table] && audits) || (notAnnounced[table] && announces),
  );
  expect(watchedAfterAll).toEqual([]);
});

test('a table that nobody watches is found', async () => {
  await db.sql('begin');
  await db.sql('create table colophon.forgotten (id int primary key)');
  expect(await watched()).toContainEqual({ table: 'forgotten', audits: '', announces: '' });
  await db.sql(`select watch('forgotten')`);
  expect(await watched()).toContainEqual({ table: 'forgotten', audits: rowsAndTruncate, announces: '' });
  await db.sql('rollback');
});
