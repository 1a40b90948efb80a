import { fromJson, type MessageShape } from '@bufbuild/protobuf';
import {
  type PostForStudioJson,
  PostForStudioSchema,
  type PostListForStudioJson,
} from '../../../proto/gen/colophon/posts/v1/posts_pb.js';
import { refuse } from '../../_http/refusal.ts';
import { timestamp } from '../built-object.ts';
import { readOnce, type Tx } from '../transaction.ts';

export type PostForStudio = MessageShape<typeof PostForStudioSchema>;

const post = {
  name: 'post-for-studio',
  text: `
    select json_strip_nulls(json_build_object(
      'id', post.id, 'slug', coalesce(node.slug, ''), 'title', title, 'summary', summary, 'bodyMarkdown', body_markdown,
      'status', upper(status), 'path', coalesce(post.path, ''), 'project', json_build_object('slug', project.slug, 'name', project.name),
      'tags', tags, 'publishedAt', ${timestamp('published_at')}, 'createdAt', ${timestamp('post.created_at')},
      'updatedAt', ${timestamp('post.updated_at')}, 'revision', post.revision, 'projectId', post.project_id, 'nodeId', coalesce(node.id::text, ''),
      'parentNodeId', node.parent_id, 'coverMediaId', post.cover_media_id)) as object
    from colophon.posts post
    join colophon.projects project on project.id = post.project_id
    left join colophon.nodes node on node.id = post.node_id
    where post.id = $1`,
};

/** A post as its author sees it, drafts too; within a transaction, as it stands there. */
export async function postForStudio(id: string, tx?: Tx): Promise<PostForStudio> {
  const rows = tx
    ? (await tx.query<{ object: PostForStudioJson }>({ ...post, values: [id] })).rows
    : await readOnce<{ object: PostForStudioJson }>('writer', post, [id]);
  const found = rows[0];
  if (!found) refuse('not-found', `There is no post "${id}".`);
  return fromJson(PostForStudioSchema, found.object);
}

/** Which of all posts: each a value that is compared, never text that is put in. */
export interface StudioFilters {
  status?: string | undefined;
  /** Slug of a project. */
  project?: string | undefined;
  tag?: string | undefined;
}

// Each combination is a statement of its own: one that leaves filters open at run time could use no index for any.
const conditions = {
  status: (value: string) => `and post.status = ${value}`,
  project: (value: string) => `and post.project_id = (select id from colophon.projects where slug = ${value})`,
  tag: (value: string) => `and post.tags @> array[${value}]`,
};

const list = (filters: (keyof StudioFilters)[]) => ({
  name: ['posts-for-studio', ...filters].join(' '),
  text: `
    select coalesce(json_agg(json_strip_nulls(json_build_object('id', id, 'title', title, 'status', upper(status), 'path', coalesce(path, ''),
        'project', json_build_object('slug', project_slug, 'name', project_name), 'publishedAt', ${timestamp('published_at')},
        'updatedAt', ${timestamp('updated_at')})) order by updated_at desc, id desc), '[]') as items
    from (
      select post.*, project.slug as project_slug, project.name as project_name
      from colophon.posts post join colophon.projects project on project.id = post.project_id
      where (post.updated_at, post.id) < (coalesce($1::timestamptz, 'infinity'), coalesce($2::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
        ${filters.map((filter, index) => conditions[filter](`$${index + 4}::text`)).join('\n        ')}
      order by post.updated_at desc, post.id desc limit $3) page`,
});

export interface StudioCursor {
  updatedAt: string;
  id: string;
}

/** The posts that changed last come first. */
export async function postsForStudio(
  limit: number,
  after: StudioCursor | undefined,
  given: StudioFilters = {},
): Promise<NonNullable<PostListForStudioJson['items']>> {
  const filters = (['status', 'project', 'tag'] as const).filter((name) => given[name] !== undefined);
  const values = [after?.updatedAt ?? null, after?.id ?? null, limit, ...filters.map((name) => given[name])];
  const [row] = await readOnce<{ items: PostListForStudioJson['items'] }>('writer', list(filters), values);
  return row!.items ?? [];
}
