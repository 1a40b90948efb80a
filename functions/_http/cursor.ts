import { refuse } from './refusal.ts';

/** The last row that was seen. Rows that come or go meanwhile make a list neither skip nor repeat. */
export interface Cursor {
  updatedAt: string;
  id: string;
}

export function encodeCursor({ updatedAt, id }: Cursor): string {
  return Buffer.from(`${updatedAt} ${id}`).toString('base64url');
}

/** Undefined for none; one that we did not make is refused. */
export function decodeCursor(cursor: string | undefined): Cursor | undefined {
  if (cursor === undefined) return undefined;
  const text = Buffer.from(cursor, 'base64url').toString('latin1');
  const [, updatedAt, id] =
    /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z) ([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/.exec(text) ?? [];
  if (!updatedAt || !id || !isMoment(updatedAt) || encodeCursor({ updatedAt, id }) !== cursor) {
    refuse('malformed', 'The cursor is not one of ours.', [{ field: 'cursor', issue: 'is not one of ours' }]);
  }
  return { updatedAt, id };
}

/** A day that exists, in a year that Postgres has. */
function isMoment(text: string): boolean {
  const time = Date.parse(text);
  return !Number.isNaN(time) && new Date(time).toISOString() === text && !text.startsWith('0000');
}
