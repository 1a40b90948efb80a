import { listProjects } from '#lib/server/api/projects.ts';
import { sendTiming } from '#lib/server/timing.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ fetch, setHeaders }) => {
  const { body: projects, served } = await listProjects(fetch);
  sendTiming(setHeaders, served);
  return { served, projects };
};
