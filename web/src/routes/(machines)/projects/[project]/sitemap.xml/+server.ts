import { getProject } from '#lib/server/api/projects.ts';
import { besideIt } from '#lib/server/machine.ts';
import { posts } from '#lib/server/sitemap/entries.ts';
import { sitemap } from '#lib/server/sitemap/sitemap.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ fetch, params, url }) => {
  const { body: project } = await besideIt(getProject(fetch, params.project), (page) => `${page}/sitemap.xml`);
  return sitemap(await posts(fetch, project.slug), url);
};
