import type { PictureJson } from '../../../proto/gen/colophon/media/v1/media_pb.js';
import { tags } from '../../_keys/tags.ts';

/**
 * SQL for the Picture of the media that a column names, as JSON; null while there is none, or it is not ready.
 * @param column with its table, where it is called media_id
 */
export function picture(column: string): string {
  return `(select picture from published.pictures where media_id = ${column})`;
}

/** A file that a text names, and how it is shown, if it can be. One that is several media at once is there for each. */
export interface NamedFile {
  path: string;
  picture: PictureJson | null;
}

/** SQL for the NamedFiles of a column of Markdown, as JSON. */
export function pictureRows(column: string): string {
  return `(select coalesce(json_agg(file order by file.path, file.media_id), '[]') from published.files_named_in(${column}) file)`;
}

/** The pictures of a text, and the tags of what was looked at for them: the names, of which another media may come to have one. */
export function picturesOf(files: NamedFile[]): { pictures: PictureJson[]; tags: string[] } {
  const shown = new Map<string, PictureJson>();
  for (const file of files) if (file.picture && !shown.has(file.path)) shown.set(file.path, file.picture);
  const byId = new Map([...shown.values()].map((each) => [each.id, each]));
  return { pictures: [...byId.values()], tags: [...new Set(files.map(({ path }) => tags.file(path)))] };
}
