import { SERVICES_PROJECT } from '$app/env/private';
import { isHttpError, isRedirect } from '@sveltejs/kit';
import { postHref } from '#lib/hrefs.ts';
import { pagesOf } from '#lib/navigation.ts';
import { getProject, type Project } from '#lib/server/api/projects.ts';
import type { RequestHandler } from './$types';

/** Under which slug a post is looked for that explains a station of the flow. */
const explained = {
  gateway: 'api-gateway',
  web: 'frontend',
  cache: 'cache-api',
  redis: 'cache',
  database: 'database-api',
  postgres: 'database',
};

/** Where the foot of a page leads. It asks when it is opened, so that no page becomes stale with the tree of another project. */
export const GET: RequestHandler = async ({ fetch }) => {
  const project = await getProject(fetch, SERVICES_PROJECT).then(({ body }) => body, ifThere);
  const pages = project ? pagesOf(project.navigation) : [];
  const places = Object.entries(explained).map(([station, slug]) => [
    station,
    pages.find((page) => page.slug === slug)?.path,
  ]);
  return Response.json(
    Object.fromEntries(places.flatMap(([station, path]) => (path ? [[station, postHref(project!.slug, path)]] : []))),
  );
};

/** A site need not explain the engine that serves it. */
function ifThere(refusal: unknown): Project | undefined {
  if (isHttpError(refusal, 404) || isRedirect(refusal)) return undefined;
  throw refusal;
}
