import { readdirSync } from 'node:fs';
import { basename, dirname, join, sep } from 'node:path';
import { CannotStart } from '../services/cannot-start.ts';

export const functionsFolder = join(import.meta.dirname, '..', '..', 'functions');

/**
 * Which file holds which function: `functions/<stage>/<file>.ts` is `<stage>-<file>`, and `functions/<stage>/handler.ts` is
 * `<stage>`. A domain folder inside a stage changes nothing in the name. Files and folders that begin with `_`, and tests,
 * are no functions.
 */
export function functionSources(folder = functionsFolder): Map<string, string> {
  const sources = new Map<string, string>();
  for (const path of readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()) {
    const stage = path.split(sep)[0] ?? '';
    if (!path.endsWith('.ts') || /\.(test|d)\.ts$/.test(path) || dirname(path) === '.') continue;
    if (path.split(sep).some((part) => part.startsWith('_'))) continue;
    const file = basename(path, '.ts');
    const name = file === 'handler' ? stage : `${stage}-${file}`;
    const other = sources.get(name);
    if (other) throw new CannotStart(`Two files hold the function ${name}: ${other} and ${join(folder, path)}.`);
    sources.set(name, join(folder, path));
  }
  return sources;
}
