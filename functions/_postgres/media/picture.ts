/**
 * SQL for the Picture of the media that a column names, as JSON; null while there is none, or it is not ready.
 * @param column with its table, where it is called media_id
 */
export function picture(column: string): string {
  return `(select picture from published.pictures where media_id = ${column})`;
}
