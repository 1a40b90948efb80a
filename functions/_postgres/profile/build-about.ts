import { fromJson, type MessageShape } from '@bufbuild/protobuf';
import { type AboutJson, AboutSchema } from '../../../proto/gen/colophon/profile/v1/about_pb.js';
import { tagged, tags } from '../../_keys/tags.ts';
import type { BuiltObject } from '../built-object.ts';
import { readOnce } from '../transaction.ts';
import { aboutItems } from './about.ts';

const statement = {
  name: 'build-about',
  text: `select pg_current_snapshot()::text as snapshot, ${aboutItems('published')} as items`,
};

/** The sections of the about page, in their order. */
export async function buildAbout(): Promise<BuiltObject<MessageShape<typeof AboutSchema>>> {
  const [row] = await readOnce<{ snapshot: string; items: NonNullable<AboutJson['items']> }>('reader', statement);
  const { snapshot, items } = row!;
  const media = items.flatMap(({ pictureMediaId }) => (pictureMediaId ? [tags.media(pictureMediaId)] : []));
  return {
    object: fromJson(AboutSchema, { items }),
    snapshot,
    tags: tagged([tags.about, ...media], [tags.about, tags.pictures]),
  };
}
