import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, protoFolder } from './descriptors.ts';
import { gatedMessages } from './gated-messages.ts';
import { gatesOf, inDefinitions } from './gates.ts';
import { schemasOf } from './json-schema.ts';
import { openApiOf } from './openapi.ts';
import { readRoutes } from './serverless-routes.ts';

const dialect = 'https://json-schema.org/draft/2020-12/schema';

/** Makes proto/gen, or the same elsewhere: types, gates, schemas and the OpenAPI document. */
export async function generateSchema(folder: string): Promise<void> {
  execFileSync('buf', ['generate', '--output', folder], { cwd: protoFolder, stdio: 'inherit' });
  const gen = join(folder, 'gen');
  const described = describe();
  const functions = new Map((await readRoutes()).map(({ method, path, name }) => [`${method} ${path}`, name]));
  const { code, types, byMessage } = gatesOf(described);
  write(gen, 'gates.js', code);
  write(gen, 'gates.d.ts', types);
  write(
    gen,
    'schemas.json',
    pretty({ $schema: dialect, $id: 'colophon', $defs: inDefinitions(schemasOf(described).schemas) }),
  );
  write(gen, 'openapi.json', pretty(openApiOf(described, (routeKey) => functions.get(routeKey))));
  for (const [name, source] of gatedMessages(gen, byMessage)) write(gen, name, source);
}

function pretty(value: unknown): string {
  return `${JSON.stringify(value, undefined, 1)}\n`;
}

function write(folder: string, name: string, text: string): void {
  const file = join(folder, name);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}
