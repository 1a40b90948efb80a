import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { breaks } from '../schema/baseline.ts';
import { generateSchema } from '../schema/generate.ts';
import { gatewayPage, withTable } from './conformance/page.ts';
import { routesFile, routesSource } from './routes.ts';

// What is generated is committed: here it is made once more, elsewhere, and has to be the same.
const proto = join(import.meta.dirname, '..', '..', 'proto');
const scratch = mkdtempSync(join(tmpdir(), 'colophon-generated-'));
try {
  const buf = (...args: string[]) => execFileSync('buf', args, { cwd: proto, stdio: 'inherit' });
  buf('lint');
  buf('format', '--diff', '--exit-code');
  await generateSchema(scratch);
  const drifted = differing(filesIn(join(scratch, 'gen')), filesIn(join(proto, 'gen'))).map(
    (name) => `proto/gen/${name}`,
  );
  if ((await routesSource()) !== readFileSync(routesFile, 'utf8')) drifted.push('functions/operations/_routes.ts');
  if ((await withTable()) !== readFileSync(gatewayPage, 'utf8')) drifted.push('docs/gateway.md');
  if (drifted.length > 0) {
    process.stderr.write(
      `Not what it is generated from; run npm run generate:\n${drifted.map((name) => `  ${name}\n`).join('')}`,
    );
    process.exitCode = 1;
  }
  const broken = breaks();
  if (broken.length > 0) {
    process.stderr.write(
      `This breaks those who know the schema of the last release:\n${broken.map((line) => `  ${line}\n`).join('')}`,
    );
    process.exitCode = 1;
  }
} catch (error) {
  process.exitCode = 1;
  // Where buf refuses, it has said why.
  if (!('status' in (error as object))) process.stderr.write(`${(error as Error).message}\n`);
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

function filesIn(folder: string): Map<string, string> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = entries.map((entry) => join(entry.parentPath, entry.name));
  return new Map(paths.map((path) => [path.slice(folder.length + 1), readFileSync(path, 'utf8')]));
}

/** Changed, missing, or left over from a schema that is gone. */
function differing(made: Map<string, string>, committed: Map<string, string>): string[] {
  const names = new Set([...made.keys(), ...committed.keys()]);
  return [...names].filter((name) => made.get(name) !== committed.get(name));
}
