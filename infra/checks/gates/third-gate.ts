import { DatabaseError } from 'pg';
import type { DatabaseUnderTest } from '../database-under-test.ts';
import type { Row, ValidRows } from './valid-rows.ts';

/** The database alone: what it says to a plain UPDATE, or INSERT, of one column by its owner. */
export class ThirdGate {
  readonly #db: DatabaseUnderTest;
  readonly #rows: ValidRows;
  readonly #types = new Map<string, string>();

  constructor(db: DatabaseUnderTest, rows: ValidRows) {
    this.#db = db;
    this.#rows = rows;
  }

  /** Whether the value can be stored there; with `orNothing` an empty text may be stored as null. Nothing stays changed. */
  async takes(place: string, value: unknown, orNothing = false): Promise<boolean> {
    const [table = '', column = ''] = place.split('.');
    const { ctid, row } = await this.#rows.of(table);
    const forms = await this.#formsOf(table, column, value, row, orNothing);
    for (const form of forms) {
      const update = () => this.#db.sql(`update colophon.${table} set ${column} = $1 where ctid = $2`, [form, ctid]);
      // What does not change in a row that is there can still be what a new one begins with.
      if ((await this.#tries(update)) || (await this.#tries(() => this.#rows.insert(table, { [column]: form }))))
        return true;
    }
    await this.#expectUntouched(table, ctid, row);
    return false;
  }

  async #tries(write: () => Promise<unknown>): Promise<boolean> {
    await this.#db.sql('begin');
    try {
      await write();
      await this.#db.sql('set constraints all immediate');
      return true;
    } catch (error) {
      // Data exceptions and violated constraints; all else is an error of this test.
      if (error instanceof DatabaseError && /^2[23]/.test(error.code ?? '')) return false;
      throw error;
    } finally {
      await this.#db.sql('rollback');
    }
  }

  async #expectUntouched(table: string, ctid: string, row: Row): Promise<void> {
    const [now] = await this.#db.sql(`select ctid::text, * from colophon.${table} where ctid = $1`, [ctid]);
    if (JSON.stringify(now) !== JSON.stringify(row)) throw new Error(`A refused write changed ${table}.`);
  }

  /** A value as the functions write it into such a column. Where more than one is meant, one of them has to go. */
  async #formsOf(table: string, column: string, value: unknown, row: Row, orNothing: boolean): Promise<unknown[]> {
    const type = await this.#typeOf(table, column);
    if (type === 'jsonb') return [JSON.stringify(value)];
    if (value === '' && orNothing) return ['', null];
    // One that refers to something is there, or nowhere.
    if (type === 'uuid' && typeof value === 'string' && /^[0-9a-f-]{36}$/.test(value))
      return [value, row[column] ?? null];
    return [value];
  }

  async #typeOf(table: string, column: string): Promise<string> {
    const place = `${table}.${column}`;
    if (!this.#types.has(place)) {
      const [found] = await this.#db.sql<{ type: string }>(
        `select format_type(atttypid, null) as type from pg_attribute where attrelid = to_regclass($1) and attname = $2`,
        [`colophon.${table}`, column],
      );
      if (!found) throw new Error(`There is no column ${place}, where a field says that it is stored.`);
      this.#types.set(place, found.type);
    }
    return this.#types.get(place)!;
  }
}
