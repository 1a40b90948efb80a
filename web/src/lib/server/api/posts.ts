import type { Post_NeighbourJson, PostJson } from '../../../../../proto/gen/colophon/posts/v1/posts_pb.js';
import { ask, type Answer, type Fetch } from './ask.ts';
import type { Picture } from './picture.ts';
import type { Whole } from './whole.ts';

export type Neighbour = Whole<Post_NeighbourJson>;
export type Post = Whole<Omit<PostJson, 'publishedAt' | 'previous' | 'next' | 'cover' | 'pictures'>> & {
  publishedAt?: string;
  cover?: Picture;
  pictures: Picture[];
  previous?: Neighbour;
  next?: Neighbour;
};

const emptyPost: Post = {
  id: '',
  slug: '',
  title: '',
  summary: '',
  bodyMarkdown: '',
  status: 'PUBLISHED',
  path: '',
  project: { slug: '', name: '' },
  tags: [],
  createdAt: '',
  updatedAt: '',
  breadcrumbs: [],
  pictures: [],
};

export async function getPost(fetch: Fetch, place: { project: string; path: string }): Promise<Answer<Post>> {
  const { body, served } = await ask<Partial<Post>>(
    fetch,
    'projects',
    place.project,
    'posts',
    ...place.path.split('/'),
  );
  return { body: { ...emptyPost, ...body }, served };
}
