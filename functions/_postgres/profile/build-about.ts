import { fromJson, type MessageShape } from '@bufbuild/protobuf';
import { type AboutJson, AboutSchema } from '../../../proto/gen/colophon/profile/v1/about_pb.js';
import { tagged, tags } from '../../_keys/tags.ts';
import type { BuiltObject } from '../built-object.ts';
import { type NamedFile, pictureRows, picturesOf } from '../media/picture.ts';
import { readOnce } from '../transaction.ts';
import { aboutItems } from './about.ts';

const statement = {
  name: 'build-about',
  text: `select pg_current_snapshot()::text as snapshot, ${aboutItems('published')} as items,
    ${pictureRows(`(select string_agg(body_markdown, e'\\n\\n') from published.about_sections)`)} as files`,
};

interface Row {
  snapshot: string;
  items: NonNullable<AboutJson['items']>;
  files: NamedFile[];
}

/** The sections of the about page, in their order. */
export async function buildAbout(): Promise<BuiltObject<MessageShape<typeof AboutSchema>>> {
  const [row] = await readOnce<Row>('reader', statement);
  const { snapshot, items, files } = row!;
  const { pictures, tags: pictureTags } = picturesOf(files);
  const media = items.flatMap(({ pictureMediaId }) => (pictureMediaId ? [tags.media(pictureMediaId)] : []));
  return {
    object: fromJson(AboutSchema, { items, pictures }),
    snapshot,
    tags: tagged([tags.about, ...media, ...pictureTags], [tags.about, tags.pictures]),
  };
}
