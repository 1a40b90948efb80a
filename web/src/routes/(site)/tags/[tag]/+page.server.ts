import { error } from '@sveltejs/kit';
import { listPosts } from '#lib/server/api/lists.ts';
import { sendTiming } from '#lib/server/timing.ts';
import type { PageServerLoad } from './$types';

const shown = 30;

export const load: PageServerLoad = async ({ fetch, params, setHeaders, url }) => {
  const cursor = url.searchParams.get('cursor') ?? undefined;
  const { body, served } = await listPosts(fetch, { tag: params.tag, limit: shown, cursor });
  // A tag that no post has is none.
  if (body.items.length === 0) error(404);
  sendTiming(setHeaders, served);
  return { served, tag: params.tag, posts: body.items, older: body.nextCursor, isFirst: cursor === undefined };
};
