import { createHash } from 'node:crypto';
import { refuse } from './refusal.ts';

/**
 * How a list is ordered: what of its last row names the place where the next page begins. Rows that come or go meanwhile
 * make such a list neither skip nor repeat.
 */
export type Order = Record<string, RegExp>;

export type Position<Of extends Order> = { [Name in keyof Of]: string };

const id = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const moment = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

export const byPublication = { publishedAt: moment, id } satisfies Order;
export const byUpdate = { updatedAt: moment, id } satisfies Order;
/** Rows that are numbered: of revisions, of the audit log. */
export const byNumber = { number: /^[1-9]\d{0,17}$/ } satisfies Order;
export const byScore = { score: /^(0|[1-9]\d{0,8})$/, id } satisfies Order;

/**
 * @param list names the list together with its filters: another one refuses the cursor
 */
export function encodeCursor<Of extends Order>(list: string, order: Of, position: Position<Of>): string {
  const text = Object.keys(order)
    .map((name) => position[name])
    .join(' ');
  return Buffer.concat([sumOf(list, text), Buffer.from(text)]).toString('base64url');
}

/** Undefined for none; one that we did not make for this list is refused. */
export function decodeCursor<Of extends Order>(
  list: string,
  order: Of,
  cursor: string | undefined,
): Position<Of> | undefined {
  if (cursor === undefined) return undefined;
  const text = Buffer.from(cursor, 'base64url').subarray(sumBytes).toString('latin1');
  const values = text.split(' ');
  const named = Object.entries(order).map(([name, shape], index) => [name, values[index] ?? '', shape] as const);
  const fits = named.every(([, value, shape]) => shape.test(value) && (shape !== moment || isMoment(value)));
  const position = Object.fromEntries(named) as Position<Of>;
  if (cursor.length > 200 || !fits || encodeCursor(list, order, position) !== cursor) {
    refuse('malformed', 'The cursor is not one of ours.', [{ field: 'cursor', issue: 'is not one of this list' }]);
  }
  return position;
}

const sumBytes = 6;

/** Not a secret, since a cursor opens nothing: it tells what came from us, for this list, from what was made up or cut off. */
function sumOf(list: string, text: string): Buffer {
  return createHash('sha256').update(`${list}\n${text}`).digest().subarray(0, sumBytes);
}

/** A day that exists, in a year that Postgres has. */
function isMoment(text: string): boolean {
  const time = Date.parse(text);
  return !Number.isNaN(time) && new Date(time).toISOString() === text && !text.startsWith('0000');
}
