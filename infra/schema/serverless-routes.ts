import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';

interface HttpApi {
  method: string;
  path: string;
}

export interface DeclaredRoute extends HttpApi {
  /** The function that answers. */
  name: string;
}

/** The routes of serverless.yml, in its order; `$default` is none. */
export async function readRoutes(): Promise<DeclaredRoute[]> {
  const text = await readFile(new URL('../../serverless.yml', import.meta.url), 'utf8');
  const file = parse(text, { logLevel: 'silent' }) as {
    functions: Record<string, { events?: { httpApi?: HttpApi | '*' }[] }>;
  };
  return Object.entries(file.functions).flatMap(([name, { events = [] }]) =>
    events
      .map(({ httpApi }) => httpApi)
      .filter((httpApi): httpApi is HttpApi => typeof httpApi === 'object')
      .map(({ method, path }) => ({ name, method, path })),
  );
}
