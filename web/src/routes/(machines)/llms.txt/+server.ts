import { listPosts } from '#lib/server/api/lists.ts';
import { listProjects } from '#lib/server/api/projects.ts';
import { getSite } from '#lib/server/api/site.ts';
import { guideForModels } from '#lib/server/guide-for-models.ts';
import { answer } from '#lib/server/machine.ts';
import type { RequestHandler } from './$types';

const newest = 100;

export const GET: RequestHandler = async ({ fetch, url }) => {
  const [site, projects, posts] = await Promise.all([
    getSite(fetch),
    listProjects(fetch),
    listPosts(fetch, { limit: newest }),
  ]);
  return answer(
    'text/plain; charset=utf-8',
    guideForModels({ site: site.body, projects: projects.body, posts: posts.body.items }, url.origin),
  );
};
