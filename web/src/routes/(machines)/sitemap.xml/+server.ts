import { projectHref } from '#lib/hrefs.ts';
import { pages, posts, projects } from '#lib/server/sitemap/entries.ts';
import { sitemap, sitemapIndex } from '#lib/server/sitemap/sitemap.ts';
import type { RequestHandler } from './$types';

/** Beyond that many each project has a sitemap of its own: this one is made anew with every change of a post. */
const postsAtOnce = 5_000;

export const GET: RequestHandler = async ({ fetch, url }) => {
  const all = await projects(fetch);
  const count = all.reduce((sum, { postCount }) => sum + postCount, 0);
  if (count <= postsAtOnce) return sitemap([...(await pages(fetch, all)), ...(await posts(fetch))], url);
  const filled = all.filter(({ postCount }) => postCount > 0);
  return sitemapIndex(['/sitemap-pages.xml', ...filled.map(({ slug }) => `${projectHref(slug)}/sitemap.xml`)], url);
};
