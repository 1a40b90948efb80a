import { readRoutes } from '../schema/serverless-routes.ts';

export const routesFile = new URL('../../functions/operations/_routes.ts', import.meta.url);

/** The routes of serverless.yml, as TypeScript for the function that must say which methods an address takes. */
export async function routesSource(): Promise<string> {
  const routes = (await readRoutes()).map(({ method, path }) => `  { method: '${method}', path: '${path}' },`);
  const lines = ['// Generated from serverless.yml by `npm run generate`.', 'export const routes = [', ...routes, '];'];
  return `${lines.join('\n')}\n`;
}
