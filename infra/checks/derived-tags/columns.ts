import type { Random } from '../../prove/interleavings/random.ts';
import { identityTables, notContent } from '../content-tables.ts';
import type { DatabaseUnderTest } from '../database-under-test.ts';
import { freeSlugs } from './readables.ts';

type Sql = DatabaseUnderTest['sql'];

export interface Column {
  table: string;
  name: string;
  /** Of the type, or of the domain over it. */
  type: string;
  nullable: boolean;
  /** Columns that tell one row from another. */
  key: string[];
  /** Where a foreign key takes its values from. */
  refersTo: { table: string; column: string } | null;
  /** Words that a constraint names: often all that it allows. */
  words: string[];
}

/** Every column that can be written of every content table, as the catalog has it. */
export async function contentColumns(sql: Sql): Promise<Column[]> {
  return sql<Column & Record<string, unknown>>(
    `
    select relname as table, attname as name, format_type(atttypid, null) as type, not attnotnull as nullable,
      (select array_agg(key.attname::text) from pg_constraint join pg_attribute key on key.attrelid = conrelid and key.attnum = any (conkey)
        where conrelid = pg_class.oid and contype = 'p') as key,
      (select json_build_object('table', confrelid::regclass::text, 'column', far.attname)
        from pg_constraint join pg_attribute far on far.attrelid = confrelid and far.attnum = confkey[array_position(conkey, near.attnum)]
        where conrelid = pg_class.oid and contype = 'f' and near.attnum = any (conkey) order by cardinality(conkey) limit 1) as "refersTo",
      array(select word[1] from pg_constraint, regexp_matches(pg_get_constraintdef(pg_constraint.oid), '''(\\w+)''::text', 'g') word
        where conrelid = pg_class.oid and contype = 'c' and conkey = array[near.attnum]) as words
    from pg_class join pg_attribute near on attrelid = pg_class.oid and attnum > 0 and not attisdropped and attgenerated = '' and attidentity = ''
    where relnamespace = 'colophon'::regnamespace and relkind = 'r' and not relname = any ($1) order by relname, attnum`,
    [[...Object.keys(notContent), ...identityTables]],
  );
}

/** Values that this column might take, the likely ones first: which of them it takes, its constraints decide. */
export async function candidates(sql: Sql, column: Column, random: Random): Promise<unknown[]> {
  const { table, name, refersTo, words, nullable } = column;
  const others = refersTo ?? { table, column: name };
  const there = await sql<{ value: unknown }>(
    `select ${others.column} as value from ${others.table} group by 1 order by md5(${others.column}::text || $1)`,
    [String(random.next())],
  );
  const made = refersTo ? [] : madeUp(column, random);
  const all = [...words, ...made, ...there.map(({ value }) => value), ...(nullable ? [null] : [])];
  return random.chance(0.3) ? all.toReversed() : all;
}

function madeUp({ type }: Column, random: Random): unknown[] {
  const number = random.below(1000);
  if (type === 'slug' || type === 'colophon.slug') return [random.pick(freeSlugs), ...freeSlugs];
  if (type.endsWith('[]')) return [[`tag-${number}`], []];
  if (type === 'integer' || type === 'bigint' || type === 'smallint') return [number];
  if (type === 'boolean') return [true, false];
  if (type === 'uuid') return [`019a0000-0000-7000-8000-0000000${String(number).padStart(5, '0')}`];
  if (type.startsWith('timestamp')) return [new Date(1_700_000_000_000 + number * 86_400_000).toISOString()];
  if (type === 'date') return [`2024-0${1 + (number % 9)}-11`];
  if (type === 'jsonb') return [JSON.stringify([{ label: `Entry ${number}`, href: '/' }]), '{}', '[]'];
  if (type === 'text' || type.startsWith('character'))
    return [`Text ${number}`, random.pick(freeSlugs), `/${random.pick(freeSlugs)}`, `https://x.example/${number}`];
  return [];
}
