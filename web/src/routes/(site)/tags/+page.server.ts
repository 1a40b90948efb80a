import { listTags } from '#lib/server/api/lists.ts';
import { sendTiming } from '#lib/server/timing.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ fetch, setHeaders }) => {
  const { body: tags, served } = await listTags(fetch);
  sendTiming(setHeaders, served);
  return { served, tags };
};
