import { fromJson, type JsonValue, type MessageShape } from '@bufbuild/protobuf';
import {
  type AboutSectionJson,
  AboutSectionSchema,
  type PutAboutSectionRequest,
} from '../../../proto/gen/colophon/profile/v1/about_pb.js';
import { refuse } from '../../_http/refusal.ts';
import type { Schema } from '../authored-list.ts';
import { timestamp } from '../built-object.ts';
import { picture } from '../media/picture.ts';
import { readOnce, type Tx } from '../transaction.ts';

const object = `json_strip_nulls(json_build_object('section', section, 'title', title, 'bodyMarkdown', body_markdown, 'position', position,
  'pictureMediaId', picture_media_id, 'createdAt', ${timestamp('created_at')}, 'updatedAt', ${timestamp('updated_at')},
  'picture', ${picture('picture_media_id')}))`;

/** SQL for the sections in their order, as a JSON list. */
export const aboutItems = (schema: Schema) =>
  `(select coalesce(json_agg(${object} order by position, section), '[]') from ${schema}.about_sections)`;

/** Writes a section whole. Without a position it stays where it is, or becomes the last; an equal one is left alone, and nothing becomes stale. */
export async function putAboutSection(
  tx: Tx,
  section: string,
  written: PutAboutSectionRequest,
): Promise<MessageShape<typeof AboutSectionSchema>> {
  const { title, bodyMarkdown, position, pictureMediaId } = written;
  await tx.query({
    name: 'put-about-section',
    text: `insert into colophon.about_sections (section, title, body_markdown, picture_media_id, position)
      values ($1, $2, $3, $4, coalesce($5::int, (
        select position from colophon.about_sections where section = $1), (
        select least(coalesce(max(position) + 10, 10), 999999) from colophon.about_sections)))
      on conflict (section) do update set title = excluded.title, body_markdown = excluded.body_markdown,
        picture_media_id = excluded.picture_media_id, position = excluded.position
      where (about_sections.title, about_sections.body_markdown, about_sections.picture_media_id, about_sections.position)
        is distinct from (excluded.title, excluded.body_markdown, excluded.picture_media_id, excluded.position)`,
    values: [section, title, bodyMarkdown, pictureMediaId || null, position ?? null],
  });
  const { rows } = await tx.query<{ object: AboutSectionJson }>({
    name: 'about-section',
    text: `select ${object} as object from colophon.about_sections where section = $1`,
    values: [section],
  });
  return fromJson(AboutSectionSchema, rows[0]!.object);
}

export async function deleteAboutSection(tx: Tx, section: string): Promise<void> {
  const { rowCount } = await tx.query({
    name: 'delete-about-section',
    text: `delete from colophon.about_sections where section = $1`,
    values: [section],
  });
  if (rowCount === 0) refuse('not-found', `There is no section "${section.slice(0, 100)}".`);
}

/** All sections, for the studio. */
export async function aboutForStudio(): Promise<JsonValue[]> {
  const statement = { name: 'about-for-studio', text: `select ${aboutItems('colophon')} as items` };
  const [row] = await readOnce<{ items: JsonValue[] }>('writer', statement);
  return row!.items;
}
