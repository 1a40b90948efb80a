import {
  type DescMessage,
  fromJson,
  type JsonObject,
  type JsonValue,
  type MessageShape,
  toJson,
} from '@bufbuild/protobuf';
import { refuse } from '../_http/refusal.ts';
import { timestamp } from './built-object.ts';
import { readOnce, type Tx } from './transaction.ts';

export type Schema = 'colophon' | 'published';

/** One of the author's lists, described once; the text of its statements follows from this alone, never from input. */
export interface ListShape<Entry extends DescMessage> {
  /** In colophon, with a view of the same name and columns in published. */
  table: string;
  /** What an entry is called where there is none. */
  one: string;
  entry: Entry;
  /** The fields that the author writes, with their columns. */
  columns: Record<string, string>;
  order: string;
  /** Whether the author says where an entry stands; the last where they say nothing. */
  positioned?: boolean;
  /** What an entry belongs to, among whose entries it has its position: the field that moves it, and the column. */
  above?: { field: string; column: string };
  /** What is shown otherwise than as the column is, or beside the columns: members with their SQL. */
  shown?: (schema: Schema) => Record<string, string>;
}

/**
 * Values travel as one JSON object, which Postgres reads as a row of the table: a member that is absent from a change
 * keeps what the row has.
 */
export class AuthoredList<Entry extends DescMessage> {
  readonly #shape: ListShape<Entry>;
  /** The fields of requests, with their columns. */
  readonly #written: Record<string, string>;

  constructor(shape: ListShape<Entry>) {
    const { columns, above } = shape;
    this.#shape = shape;
    this.#written = { ...columns, ...(above && { [above.field]: above.column }) };
  }

  /** SQL for one row as the JSON of its message. */
  object(schema: Schema): string {
    const { columns, shown } = this.#shape;
    const times = { createdAt: timestamp('created_at'), updatedAt: timestamp('updated_at') };
    const members = Object.entries({ id: 'id', ...columns, ...times, ...shown?.(schema) });
    return `json_strip_nulls(json_build_object(${members.map(([name, sql]) => `'${name}', ${sql}`).join(', ')}))`;
  }

  /** SQL for all rows in their order, as a JSON list; of some rows with a condition. */
  items(schema: Schema, condition = 'true'): string {
    const { table, order } = this.#shape;
    return `(select coalesce(json_agg(${this.object(schema)} order by ${order}), '[]') from ${schema}.${table} where ${condition})`;
  }

  /** @param above the id of what the entry belongs to */
  async create<Request extends DescMessage>(
    tx: Tx,
    schema: Request,
    request: MessageShape<Request>,
    above?: string,
  ): Promise<MessageShape<Entry>> {
    const { table, positioned, above: parent } = this.#shape;
    const columns = Object.values(this.#written);
    const siblings = parent ? `where ${parent.column} = given.${parent.column}` : '';
    const last = `(select least(coalesce(max(position) + 10, 10), 999999) from colophon.${table} ${siblings})`;
    const value = (column: string) =>
      column === 'position' && positioned ? `coalesce(given.position, ${last})` : `given.${column}`;
    const given = inColumns(this.#written, schema, toJson(schema, request, { alwaysEmitImplicit: true }));
    const { rows } = await tx.query<{ id: string }>({
      name: `create-${table}`,
      text: `insert into colophon.${table} (${columns.join(', ')})
        select ${columns.map(value).join(', ')} from jsonb_populate_record(null::colophon.${table}, $1) given
        returning id`,
      values: [parent ? { ...given, [parent.column]: above } : given],
    });
    return this.#entry(tx, rows[0]!.id);
  }

  /** Changes what is given and leaves the rest. */
  async update<Request extends DescMessage>(
    tx: Tx,
    id: string,
    schema: Request,
    change: MessageShape<Request>,
  ): Promise<MessageShape<Entry>> {
    const { table } = this.#shape;
    const columns = Object.values(this.#written);
    const { rowCount } = await tx.query({
      name: `update-${table}`,
      text: `update colophon.${table} set (${columns.join(', ')}) = (
          select ${columns.map((column) => `given.${column}`).join(', ')} from jsonb_populate_record(${table}, $2) given)
        where id = $1`,
      values: [id, inColumns(this.#written, schema, toJson(schema, change))],
    });
    if (rowCount === 0) this.#refuseMissing(id);
    return this.#entry(tx, id);
  }

  /** Read by a statement of its own: what views and triggers made of the change is seen only from then on. */
  async #entry(tx: Tx, id: string): Promise<MessageShape<Entry>> {
    const { table, entry } = this.#shape;
    const text = `select ${this.object('colophon')} as object from colophon.${table} where id = $1`;
    const { rows } = await tx.query<{ object: JsonValue }>({ name: `entry-${table}`, text, values: [id] });
    return fromJson(entry, rows[0]!.object);
  }

  /** Refuses where there is none, and keeps it from going before the transaction ends. */
  async hold(tx: Tx, id: string): Promise<void> {
    const { table } = this.#shape;
    const text = `select from colophon.${table} where id = $1 for key share`;
    const { rowCount } = await tx.query({ name: `hold-${table}`, text, values: [id] });
    if (rowCount === 0) this.#refuseMissing(id);
  }

  async remove(tx: Tx, id: string): Promise<void> {
    const { table } = this.#shape;
    const text = `delete from colophon.${table} where id = $1`;
    const { rowCount } = await tx.query({ name: `remove-${table}`, text, values: [id] });
    if (rowCount === 0) this.#refuseMissing(id);
  }

  /** All of them, for the studio. */
  async all(): Promise<JsonValue[]> {
    const statement = { name: `all-${this.#shape.table}`, text: `select ${this.items('colophon')} as items` };
    const [row] = await readOnce<{ items: JsonValue[] }>('writer', statement);
    return row!.items;
  }

  #refuseMissing(id: string): never {
    refuse('not-found', `There is no ${this.#shape.one} "${id}".`);
  }
}

/** The names of an enum's values are in lower case there. */
function inColumns(written: Record<string, string>, schema: DescMessage, request: JsonValue): JsonObject {
  const enums = new Set(schema.fields.filter((field) => field.enum !== undefined).map(({ jsonName }) => jsonName));
  const fields = Object.entries(request as JsonObject).filter(([field]) => Object.hasOwn(written, field));
  return Object.fromEntries(
    fields.map(([field, value]) => [
      written[field]!,
      typeof value === 'string' && enums.has(field) ? value.toLowerCase() : value,
    ]),
  );
}
