import type { DatabaseError } from 'pg';
import type { Random } from '../../prove/interleavings/random.ts';
import type { DatabaseUnderTest } from '../database-under-test.ts';
import { candidates, type Column } from './columns.ts';

type Sql = DatabaseUnderTest['sql'];
type Row = Record<string, unknown>;

/** What was done, and which tags its transaction announced. */
export interface Done {
  what: string;
  announced: ReadonlySet<string>;
}

const equal = (key: string[], from = 1) => key.map((name, index) => `${name} = $${index + from}`).join(' and ');

/** Gives this column of some row another value that it may have; undefined where no row takes any. */
export async function changeColumn(sql: Sql, column: Column, random: Random): Promise<Done | undefined> {
  const { table, name, key, type } = column;
  const values = await candidates(sql, column, random);
  for (const row of await rowsOf(sql, column, random)) {
    for (const value of values) {
      const text = `update ${table} set ${name} = $1 where ${name} is distinct from $1::${type} and ${equal(key, 2)} returning 1`;
      const done = await attempt(sql, text, [value, ...key.map((part) => row[part])]);
      if (done)
        return { what: `${table}.${name} of ${JSON.stringify(row)} = ${JSON.stringify(value)}`, announced: done };
    }
  }
  return undefined;
}

/** Removes some row, with what goes with it. @returns also how it comes back */
export async function removeRow(sql: Sql, { table, key }: Column, random: Random) {
  for (const row of await rowsOf(sql, { table, key }, random)) {
    const values = key.map((part) => row[part]);
    const [kept] = await sql<{ row: Row }>(
      `select to_jsonb(${table}) as row from ${table} where ${equal(key)}`,
      values,
    );
    const announced = await attempt(sql, `delete from ${table} where ${equal(key)} returning 1`, values);
    if (announced) return { what: `delete from ${table} ${JSON.stringify(row)}`, announced, kept: kept!.row };
  }
  return undefined;
}

/** Brings a removed row back, if what it needs is still there. */
export async function insertRow(sql: Sql, { table }: Column, kept: Row, columns: string[]): Promise<Done | undefined> {
  const list = columns.join(', ');
  const text = `insert into ${table} (${list}) select ${list} from jsonb_populate_record(null::${table}, $1) returning 1`;
  const announced = await attempt(sql, text, [JSON.stringify(kept)]);
  return announced && { what: `insert into ${table} ${JSON.stringify(kept)}`, announced };
}

async function rowsOf(sql: Sql, { table, key }: Pick<Column, 'table' | 'key'>, random: Random): Promise<Row[]> {
  const rows = await sql(`select ${key.join(', ')} from ${table} order by md5((${table})::text || $1)`, [
    String(random.next()),
  ]);
  if (rows.length === 0) throw new Error(`There is no row of ${table}: add some to derived-tags/content.ts.`);
  return rows;
}

/** One transaction. @returns the tags that it announced; undefined if it was refused or changed nothing */
export async function attempt(sql: Sql, text: string, values: unknown[]): Promise<ReadonlySet<string> | undefined> {
  await sql('begin');
  try {
    const rows = await sql(text, values);
    if (rows.length === 0) throw Object.assign(new Error('nothing changed'), { code: '23000' });
    const tags = await sql<{ tag: string }>(`select tag from outbox where xid = pg_current_xact_id()`);
    await sql('commit');
    return new Set(tags.map(({ tag }) => tag));
  } catch (error) {
    await sql('rollback');
    // A value that constraints or types refuse is no value of this column; anything else is an error of this test.
    if (!/^(22|23|42804)/.test((error as DatabaseError).code ?? '')) throw error;
    return undefined;
  }
}
