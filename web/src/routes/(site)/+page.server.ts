import { listPosts } from '#lib/server/api/lists.ts';
import { listProjects } from '#lib/server/api/projects.ts';
import { sendTiming } from '#lib/server/timing.ts';
import type { PageServerLoad } from './$types';

const shown = { projects: 4, posts: 5 };

export const load: PageServerLoad = async ({ fetch, setHeaders }) => {
  const [{ body: projects, served }, { body: posts }] = await Promise.all([
    listProjects(fetch),
    listPosts(fetch, { limit: shown.posts }),
  ]);
  sendTiming(setHeaders, served);
  return {
    served,
    projects: projects.slice(0, shown.projects),
    more: projects.length > shown.projects,
    recent: posts.items,
    older: posts.nextCursor !== undefined,
  };
};
