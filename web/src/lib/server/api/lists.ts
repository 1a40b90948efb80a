import type { PostCardJson, TagJson } from '../../../../../proto/gen/colophon/posts/v1/lists_pb.js';
import { ask, askWith, type Answer, type Fetch } from './ask.ts';
import type { Whole } from './whole.ts';

export type PostCard = Whole<PostCardJson>;
export type Tag = Whole<TagJson>;

export interface PostList {
  items: PostCard[];
  /** Absent at the end. */
  nextCursor?: string;
}

const emptyCard: PostCard = {
  id: '',
  slug: '',
  title: '',
  summary: '',
  path: '',
  project: { slug: '', name: '' },
  tags: [],
  publishedAt: '',
  updatedAt: '',
};

/** Newest first, across projects; of one project or one tag, where it is named. */
export async function listPosts(
  fetch: Fetch,
  asked: {
    project?: string | undefined;
    tag?: string | undefined;
    limit?: number;
    cursor?: string | undefined;
  },
): Promise<Answer<PostList>> {
  const { project, tag, cursor, limit } = asked;
  const query = { project, tag, cursor, limit: limit === undefined ? undefined : String(limit) };
  const { body, served } = await askWith<{ items?: Partial<PostCard>[]; nextCursor?: string }>(fetch, ['posts'], query);
  const items = (body.items ?? []).map((card) => ({ ...emptyCard, ...card }));
  return { body: { items, ...(body.nextCursor && { nextCursor: body.nextCursor }) }, served };
}

export async function listTags(fetch: Fetch): Promise<Answer<Tag[]>> {
  const { body, served } = await ask<{ items?: Partial<Tag>[] }>(fetch, 'tags');
  return { body: (body.items ?? []).map((tag) => ({ slug: '', postCount: 0, ...tag })), served };
}
