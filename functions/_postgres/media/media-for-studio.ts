import { fromJson, type MessageShape } from '@bufbuild/protobuf';
import { type MediaJson, MediaSchema } from '../../../proto/gen/colophon/media/v1/media_pb.js';
import { refuse } from '../../_http/refusal.ts';
import { timestamp } from '../built-object.ts';
import { readOnce, type Tx } from '../transaction.ts';

export type Media = MessageShape<typeof MediaSchema>;

const object = `json_strip_nulls(json_build_object(
  'id', id, 'kind', upper(kind), 'state', upper(state), 'failure', failure, 'fileName', file_name, 'alternativeText', alternative_text,
  'type', type, 'bytes', bytes, 'sha256', sha256, 'path', path, 'width', width, 'height', height, 'pages', pages,
  'placeholder', placeholder, 'createdAt', ${timestamp('created_at')}, 'updatedAt', ${timestamp('updated_at')},
  'variants', (select coalesce(json_agg(json_build_object('path', variant.path, 'type', variant.type, 'width', variant.width,
      'height', variant.height, 'bytes', variant.bytes) order by variant.type, variant.width), '[]')
    from colophon.media_variants variant where variant.media_id = media.id)))`;

const one = { name: 'media-for-studio', text: `select ${object} as object from colophon.media where id = $1` };

/** An image or document as its author sees it; within a transaction, as it stands there. */
export async function mediaForStudio(id: string, tx?: Tx): Promise<Media> {
  const rows = tx
    ? (await tx.query<{ object: MediaJson }>({ ...one, values: [id] })).rows
    : await readOnce<{ object: MediaJson }>('writer', one, [id]);
  const found = rows[0];
  if (!found) refuse('not-found', `There is no media "${id}".`);
  return fromJson(MediaSchema, found.object);
}

const list = {
  name: 'media-list-for-studio',
  text: `
    select coalesce(json_agg(${object} order by updated_at desc, id desc), '[]') as items
    from (
      select * from colophon.media
      where $1::timestamptz is null or (updated_at, id) < ($1, $2)
      order by updated_at desc, id desc limit $3) media`,
};

/** What changed last comes first. */
export async function mediaListForStudio(
  limit: number,
  after?: { updatedAt: string; id: string },
): Promise<MediaJson[]> {
  const values = [after?.updatedAt ?? null, after?.id ?? null, limit];
  const [row] = await readOnce<{ items: MediaJson[] }>('writer', list, values);
  return row!.items;
}
