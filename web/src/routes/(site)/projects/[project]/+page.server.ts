import { getProject } from '#lib/server/api/projects.ts';
import { sendTiming } from '#lib/server/timing.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ params, fetch, setHeaders }) => {
  const { body: project, served } = await getProject(fetch, params.project);
  sendTiming(setHeaders, served);
  return { served, project };
};
