import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';

export const routesFile = new URL('../../functions/operations/_routes.ts', import.meta.url);

interface HttpApi {
  method: string;
  path: string;
}

/** The routes of serverless.yml, as TypeScript for the function that must say which methods an address takes. */
export async function routesSource(): Promise<string> {
  const text = await readFile(new URL('../../serverless.yml', import.meta.url), 'utf8');
  const file = parse(text, { logLevel: 'silent' }) as {
    functions: Record<string, { events?: { httpApi?: HttpApi | '*' }[] }>;
  };
  const routes = Object.values(file.functions)
    .flatMap(({ events = [] }) => events.map(({ httpApi }) => httpApi))
    .filter((httpApi): httpApi is HttpApi => typeof httpApi === 'object')
    .map(({ method, path }) => `  { method: '${method}', path: '${path}' },`);
  const lines = ['// Generated from serverless.yml by `npm run generate`.', 'export const routes = [', ...routes, '];'];
  return `${lines.join('\n')}\n`;
}
