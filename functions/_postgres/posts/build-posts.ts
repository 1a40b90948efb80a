import { fromJson, type MessageShape } from '@bufbuild/protobuf';
import { type PostCardJson, PostListSchema } from '../../../proto/gen/colophon/posts/v1/lists_pb.js';
import { tagged, tags } from '../../_keys/tags.ts';
import { type BuiltObject, timestamp } from '../built-object.ts';
import { readOnce } from '../transaction.ts';

export interface PostsPlace {
  publishedAt: string;
  id: string;
}

// Without a cursor the page begins after a place that lies behind every post.
const place = `coalesce($1::timestamptz, 'infinity'), coalesce($2::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff'), $3::int`;

// One look for each row: without its limit a join with a view would be one with all of it, for the barrier keeps the key out.
const cards = (page: string) => `
  select pg_current_snapshot()::text as snapshot, coalesce(json_agg(json_build_object(
      'projectId', project.id, 'card', json_build_object(
        'id', post.id, 'slug', substring(post.path from '[^/]*$'), 'title', post.title, 'summary', post.summary, 'path', post.path,
        'project', json_build_object('slug', project.slug, 'name', project.name), 'tags', post.tags,
        'publishedAt', ${timestamp('post.published_at')}, 'updatedAt', ${timestamp('post.updated_at')}))
    order by post.published_at desc, post.id desc), '[]') as rows
  from ${page} page
  cross join lateral (select * from published.posts where id = page.id limit 1) post
  cross join lateral (select * from published.projects where id = post.project_id limit 1) project`;

const statements = {
  all: { name: 'build-posts', text: cards(`published.newest(${place})`) },
  withTag: { name: 'build-posts-with-tag', text: cards(`published.newest_with_tag($4, ${place})`) },
  ofProject: { name: 'build-posts-of-project', text: cards(`published.newest_of_project($4, $5, ${place})`) },
};

interface PostsWanted {
  /** The slug of one. */
  project?: string | undefined;
  tag?: string | undefined;
  limit: number;
  after?: PostsPlace | undefined;
}

interface Row {
  snapshot: string;
  rows: { projectId: string; card: PostCardJson }[];
}

/**
 * Published posts of all projects, of one, or those with a tag, the newest first.
 * @param cursorAfter writes the place of the last post as the cursor of the next page
 */
export async function buildPosts(
  asked: PostsWanted,
  cursorAfter: (last: PostsPlace) => string,
): Promise<BuiltObject<MessageShape<typeof PostListSchema>>> {
  const { project, tag, limit, after } = asked;
  const values = [after?.publishedAt ?? null, after?.id ?? null, limit + 1];
  const [row] = project
    ? await readOnce<Row>('reader', statements.ofProject, [...values, project, tag ?? null])
    : tag
      ? await readOnce<Row>('reader', statements.withTag, [...values, tag])
      : await readOnce<Row>('reader', statements.all, values);
  const { snapshot, rows } = row!;
  const page = rows.slice(0, limit);
  const last = page.at(-1)?.card;
  const nextCursor =
    rows.length > limit && last ? cursorAfter({ publishedAt: last.publishedAt!, id: last.id! }) : undefined;
  const list = [
    // Another project may get this name.
    ...(project ? [tags.posts, tags.projects] : []),
    ...(tag ? [tags.tagged(tag)] : []),
    ...(project || tag ? [] : [tags.posts]),
  ];
  return {
    object: fromJson(PostListSchema, { items: page.map(({ card }) => card), ...(nextCursor && { nextCursor }) }),
    snapshot,
    tags: tagged(
      [...list, ...page.flatMap(({ projectId, card }) => [tags.postCard(card.id!), tags.projectName(projectId)])],
      [...list, tags.postCards, tags.projectCards],
    ),
  };
}
