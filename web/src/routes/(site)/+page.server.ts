import { listProjects } from '#lib/server/api/projects.ts';
import { sendTiming } from '#lib/server/timing.ts';
import type { PageServerLoad } from './$types';
import { recentPosts } from './recent-posts.ts';

const shown = 4;

export const load: PageServerLoad = async ({ fetch, setHeaders }) => {
  const { body: projects, served } = await listProjects(fetch);
  sendTiming(setHeaders, served);
  return {
    served,
    projects: projects.slice(0, shown),
    more: projects.length > shown,
    recent: await recentPosts(fetch, projects),
  };
};
