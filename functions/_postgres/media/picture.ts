/** SQL for the Picture of the media that a column names, as JSON; null while there is none, or it is not ready. */
export function picture(column: string): string {
  return `(select picture from published.pictures where media_id = ${column})`;
}
