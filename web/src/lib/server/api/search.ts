import type { SearchResultJson } from '../../../../../proto/gen/colophon/search/v1/search_pb.js';
import { askWith, type Answer, type Fetch } from './ask.ts';
import type { Whole } from './whole.ts';

export type Found = Whole<SearchResultJson>;

export interface Results {
  items: Found[];
  nextCursor?: string;
}

const emptyResult: Found = { title: '', path: '', project: { slug: '', name: '' }, excerptHtml: '', score: 0 };

export async function searchPosts(
  fetch: Fetch,
  asked: { q: string; cursor?: string | undefined },
): Promise<Answer<Results>> {
  const { body, served } = await askWith<{ items?: Partial<Found>[]; nextCursor?: string }>(fetch, ['search'], asked);
  return { body: { ...body, items: (body.items ?? []).map((item) => ({ ...emptyResult, ...item })) }, served };
}
