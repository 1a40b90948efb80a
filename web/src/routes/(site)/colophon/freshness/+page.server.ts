import { getFreshness } from '#lib/server/api/freshness.ts';
import type { PageServerLoad } from './$types';

/** The figures change with each second, so nobody keeps this page. */
export const load: PageServerLoad = async ({ fetch, setHeaders }) => {
  setHeaders({ 'cache-control': 'no-store' });
  return { freshness: await getFreshness(fetch), shownAt: new Date().toISOString() };
};
