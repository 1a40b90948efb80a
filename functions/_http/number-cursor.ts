import { refuse } from './refusal.ts';

/** Where a list goes on whose rows are numbered: the number of the last one seen. */
export function encodeNumber(last: string | number): string {
  return Buffer.from(`n ${last}`).toString('base64url');
}

/** Undefined for none; one that we did not make is refused. */
export function decodeNumber(cursor: string | undefined): string | undefined {
  if (cursor === undefined) return undefined;
  const last = /^n ([1-9]\d{0,17})$/.exec(Buffer.from(cursor, 'base64url').toString('latin1'))?.[1];
  if (!last || encodeNumber(last) !== cursor) {
    refuse('malformed', 'The cursor is not one of ours.', [{ field: 'cursor', issue: 'is not one of ours' }]);
  }
  return last;
}
