import { fromJson, type MessageShape } from '@bufbuild/protobuf';
import { type PostCardJson, PostListSchema } from '../../../proto/gen/colophon/posts/v1/lists_pb.js';
import { tagged, tags } from '../../_keys/tags.ts';
import { type BuiltObject, timestamp } from '../built-object.ts';
import { readOnce } from '../transaction.ts';

export interface PostsPlace {
  publishedAt: string;
  id: string;
}

// Without a cursor the page begins after a place that lies behind every post, so that both are the same range of the
// same index. The limit is written out once more inside: of one that comes as a parameter the planner knows nothing.
const place = `(coalesce($1::timestamptz, 'infinity'), coalesce($2::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))`;
const most = 101;

const all = `
  select id, published_at from published.posts
  where (published_at, id) < ${place} order by published_at desc, id desc limit ${most}`;

const withTag = `
  select post_id as id, published_at from published.post_tags
  where tag = $4 and (published_at, post_id) < ${place} order by published_at desc, post_id desc limit ${most}`;

const cards = (page: string) => `
  select pg_current_snapshot()::text as snapshot, coalesce(json_agg(json_build_object(
      'projectId', project.id, 'card', json_build_object(
        'id', post.id, 'slug', substring(post.path from '[^/]*$'), 'title', post.title, 'summary', post.summary, 'path', post.path,
        'project', json_build_object('slug', project.slug, 'name', project.name), 'tags', post.tags,
        'publishedAt', ${timestamp('post.published_at')}, 'updatedAt', ${timestamp('post.updated_at')}))
    order by post.published_at desc, post.id desc), '[]') as rows
  from (select * from (${page}) most order by published_at desc, id desc limit $3::int) page
  join published.posts post on post.id = page.id
  join published.projects project on project.id = post.project_id`;

const statements = {
  all: { name: 'build-posts', text: cards(all) },
  withTag: { name: 'build-posts-with-tag', text: cards(withTag) },
};

interface Row {
  snapshot: string;
  rows: { projectId: string; card: PostCardJson }[];
}

/**
 * Published posts of all projects, or those with a tag, the newest first.
 * @param cursorAfter writes the place of the last post as the cursor of the next page
 */
export async function buildPosts(
  asked: { tag?: string | undefined; limit: number; after?: PostsPlace | undefined },
  cursorAfter: (last: PostsPlace) => string,
): Promise<BuiltObject<MessageShape<typeof PostListSchema>>> {
  const { tag, limit, after } = asked;
  const values = [after?.publishedAt ?? null, after?.id ?? null, limit + 1];
  const [row] = tag
    ? await readOnce<Row>('reader', statements.withTag, [...values, tag])
    : await readOnce<Row>('reader', statements.all, values);
  const { snapshot, rows } = row!;
  const page = rows.slice(0, limit);
  const last = page.at(-1)?.card;
  const nextCursor =
    rows.length > limit && last ? cursorAfter({ publishedAt: last.publishedAt!, id: last.id! }) : undefined;
  const list = tag ? tags.tagged(tag) : tags.posts;
  return {
    object: fromJson(PostListSchema, { items: page.map(({ card }) => card), ...(nextCursor && { nextCursor }) }),
    snapshot,
    tags: tagged(
      [list, ...page.flatMap(({ projectId, card }) => [tags.postCard(card.id!), tags.projectName(projectId)])],
      [list, tags.postCards, tags.projectCards],
    ),
  };
}
