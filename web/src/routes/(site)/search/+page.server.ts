import { isHttpError } from '@sveltejs/kit';
import { searchPosts } from '#lib/server/api/search.ts';
import { sendTiming } from '#lib/server/timing.ts';
import type { PageServerLoad } from './$types';

const longest = 200;

/** Whether a question can be asked the API decides; here is only said why not. */
export const load: PageServerLoad = async ({ url, fetch, setHeaders }) => {
  const q = url.searchParams.get('q') ?? '';
  const cursor = url.searchParams.get('cursor') ?? undefined;
  if (q.trim() === '') return { q, isFirst: true };
  try {
    const { body: results, served } = await searchPosts(fetch, { q, cursor });
    sendTiming(setHeaders, served);
    return { q, isFirst: cursor === undefined, results, served };
  } catch (refusal) {
    if (!isHttpError(refusal, 400)) throw refusal;
    return { q, isFirst: true, refused: reasonFor(q, cursor) };
  }
};

function reasonFor(q: string, cursor: string | undefined): 'tooLong' | 'odd' | 'elsewhere' {
  if ([...q].length > longest) return 'tooLong';
  return cursor === undefined ? 'odd' : 'elsewhere';
}
