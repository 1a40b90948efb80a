/** An object with the snapshot that the one statement which read it ran under, and the tags of what it was built from. */
export interface BuiltObject<T> {
  /** Undefined: nothing is published here, as of this snapshot. */
  object: T | undefined;
  /** The address where it is now, if it is published at another one. */
  movedTo?: string | undefined;
  snapshot: string;
  tags: string[];
}

/** SQL for a column as an RFC 3339 string in UTC, to the millisecond. */
export function timestamp(column: string): string {
  return `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
}
