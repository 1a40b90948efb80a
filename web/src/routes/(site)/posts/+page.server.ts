import { listPosts } from '#lib/server/api/lists.ts';
import { sendTiming } from '#lib/server/timing.ts';
import type { PageServerLoad } from './$types';

const shown = 30;

export const load: PageServerLoad = async ({ fetch, setHeaders, url }) => {
  const cursor = url.searchParams.get('cursor') ?? undefined;
  const { body, served } = await listPosts(fetch, { limit: shown, cursor });
  sendTiming(setHeaders, served);
  return { served, posts: body.items, older: body.nextCursor, isFirst: cursor === undefined };
};
