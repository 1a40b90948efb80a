import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, protoFolder } from './descriptors.ts';
import { gatedMessages } from './gated-messages.ts';
import { gatesOf } from './gates.ts';

/** Makes proto/gen, or the same elsewhere: types, gates, schemas and the OpenAPI document. */
export function generateSchema(folder: string): void {
  execFileSync('buf', ['generate', '--output', folder], { cwd: protoFolder, stdio: 'inherit' });
  const gen = join(folder, 'gen');
  const described = describe();
  const { code, types, byMessage } = gatesOf(described);
  write(gen, 'gates.js', code);
  write(gen, 'gates.d.ts', types);
  for (const [name, source] of gatedMessages(gen, byMessage)) write(gen, name, source);
}

function write(folder: string, name: string, text: string): void {
  const file = join(folder, name);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}
