import { fromJson, type MessageShape } from '@bufbuild/protobuf';
import { type TagListJson, TagListSchema } from '../../../proto/gen/colophon/posts/v1/lists_pb.js';
import { tagged, tags } from '../../_keys/tags.ts';
import type { BuiltObject } from '../built-object.ts';
import { readOnce } from '../transaction.ts';

// From each tag to the next by the index, and the posts of each counted in their range of it.
const statement = {
  name: 'build-tags',
  text: `
    with recursive tags (tag) as (
      (select tag from published.post_tags order by tag limit 1)
      union all
      select (select tag from published.post_tags next where next.tag > tags.tag order by tag limit 1) from tags where tags.tag is not null)
    select pg_current_snapshot()::text as snapshot, coalesce(json_agg(json_build_object('slug', tag, 'postCount', (
        select count(*) from published.post_tags counted where counted.tag = tags.tag)) order by tag), '[]') as items
    from tags where tag is not null`,
};

/** The tags of published posts by name, each with their number. */
export async function buildTags(): Promise<BuiltObject<MessageShape<typeof TagListSchema>>> {
  const [row] = await readOnce<{ snapshot: string; items: NonNullable<TagListJson['items']> }>('reader', statement);
  const { snapshot, items } = row!;
  return { object: fromJson(TagListSchema, { items }), snapshot, tags: tagged([tags.tags]) };
}
