import { fromJson, type MessageShape } from '@bufbuild/protobuf';
import { type TagListJson, TagListSchema } from '../../../proto/gen/colophon/posts/v1/lists_pb.js';
import { tagged, tags } from '../../_keys/tags.ts';
import type { BuiltObject } from '../built-object.ts';
import { readOnce } from '../transaction.ts';

const statement = {
  name: 'build-tags',
  text: `
    select pg_current_snapshot()::text as snapshot,
      coalesce(json_agg(json_build_object('slug', tag, 'postCount', post_count) order by tag), '[]') as items
    from published.tag_counts()`,
};

/** The tags of published posts by name, each with their number. */
export async function buildTags(): Promise<BuiltObject<MessageShape<typeof TagListSchema>>> {
  const [row] = await readOnce<{ snapshot: string; items: NonNullable<TagListJson['items']> }>('reader', statement);
  const { snapshot, items } = row!;
  return { object: fromJson(TagListSchema, { items }), snapshot, tags: tagged([tags.tags]) };
}
