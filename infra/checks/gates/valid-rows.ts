import { randomBytes } from 'node:crypto';
import type { DatabaseUnderTest } from '../database-under-test.ts';

export type Row = Record<string, unknown>;

interface Column {
  name: string;
  type: string;
  is_needed: boolean;
}

interface Reference {
  columns: string[];
  table: string;
  referred: string[];
}

/** Rows that cannot be guessed from the table: values that its constraints want together. */
const known: Record<string, Row> = {
  nodes: { type: 'page', name: 'x' },
  redirects: { from_path: '/from' },
  // Any end is behind it.
  work_history: { started: '0001' },
  education: { started: '0001' },
  accounts: {
    email: 'author@example.org',
    password_hash: `$argon2id$v=19$m=32768,t=2,p=1$${'A'.repeat(22)}$${'A'.repeat(43)}`,
  },
  // A document is one.
  media: {
    kind: 'document',
    type: 'application/pdf',
    bytes: 1,
    sha256: 'ab'.repeat(32),
    path: `/files/${'ab'.repeat(16)}.pdf`,
  },
};

/**
 * One valid row of each table, as plain as can be: what has no default gets the value that a request would store there, or
 * one of its type; what refers to another table refers to a row there.
 */
export class ValidRows {
  readonly #db: DatabaseUnderTest;
  readonly #stored: Map<string, unknown>;
  readonly #made = new Map<string, Promise<{ ctid: string; row: Row }>>();

  /** @param stored a value for each column that some request fills, by table.column */
  constructor(db: DatabaseUnderTest, stored: Map<string, unknown>) {
    this.#db = db;
    this.#stored = stored;
  }

  of(table: string): Promise<{ ctid: string; row: Row }> {
    const made = this.#made.get(table) ?? this.insert(table, {});
    this.#made.set(table, made);
    return made;
  }

  async insert(table: string, given: Row): Promise<{ ctid: string; row: Row }> {
    const row = { ...(await this.#plainRow(table)), ...known[table], ...given };
    const names = Object.keys(row);
    const text = `insert into colophon.${table} (${names.join(', ')}) values (${names.map((_, n) => `$${n + 1}`).join(', ')})
      returning ctid::text, *`;
    const [inserted] = await this.#db.sql<{ ctid: string }>(text, Object.values(row));
    return { ctid: inserted!.ctid, row: inserted! };
  }

  async #plainRow(table: string): Promise<Row> {
    const columns = (await this.#columns(table)).filter(({ is_needed: isNeeded }) => isNeeded);
    const row: Row = {};
    for (const { name, type } of columns) row[name] = this.#plainValue(`${table}.${name}`, type);
    for (const { columns: own, table: other, referred } of await this.#references(table)) {
      if (other === table || !own.some((name) => columns.some((column) => column.name === name))) continue;
      const { row: found } = await this.of(other);
      own.forEach((name, index) => (row[name] = found[referred[index] ?? '']));
    }
    return row;
  }

  #plainValue(place: string, type: string): unknown {
    // A name that may be there once.
    if (type === 'slug') return `r${randomBytes(6).toString('hex')}`;
    if (this.#stored.has(place)) return this.#stored.get(place);
    const values: Record<string, unknown> = {
      ...{ integer: 1, bigint: 1, smallint: 1, boolean: true, jsonb: '{}', bytea: randomBytes(32), 'text[]': [] },
      ...{ uuid: '019a0000-0000-7000-8000-0000000000ff', 'timestamp(3) with time zone': new Date() },
    };
    return values[type] ?? 'x';
  }

  #columns(table: string): Promise<Column[]> {
    return this.#db.sql<Column & Row>(
      `select attname as name, format_type(atttypid, atttypmod) as type,
         attnotnull and not atthasdef and attidentity = '' and attgenerated = '' as is_needed
       from pg_attribute where attrelid = $1::regclass and attnum > 0 and not attisdropped`,
      [`colophon.${table}`],
    );
  }

  #references(table: string): Promise<Reference[]> {
    const names = (key: string, relation: string) =>
      `array(select attname::text from unnest(${key}) with ordinality k(n, o) join pg_attribute on attrelid = ${relation} and attnum = n order by o)`;
    return this.#db.sql<Reference & Row>(
      `select ${names('conkey', 'conrelid')} as columns, confrelid::regclass::text as table, ${names('confkey', 'confrelid')} as referred
       from pg_constraint where contype = 'f' and conrelid = $1::regclass`,
      [`colophon.${table}`],
    );
  }
}
