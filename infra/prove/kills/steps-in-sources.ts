import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..', '..', '..');

/** The names of all steps that our sources have, tests aside. A name that is made at run time could not be found here. */
export function stepsInSources(): { names: string[]; unreadable: string[] } {
  const files = globSync('{functions,infra}/**/*.ts', { cwd: root }).filter(
    (file) => !/\.test\.ts$|^infra\/prove\//.test(file),
  );
  const calls = files.flatMap((file) =>
    [...readFileSync(join(root, file), 'utf8').matchAll(/\bstep\(\s*(?:'([^']+)'|([^)\s]*))/g)].map(
      ([call, name, other]) => ({ file, call, name, other }),
    ),
  );
  const named = calls.flatMap(({ name }) => name ?? []);
  // The declaration itself.
  const unreadable = calls.filter(({ name, other }) => name === undefined && other !== 'name:');
  return { names: [...new Set(named)].sort(), unreadable: unreadable.map(({ file, call }) => `${file}: ${call}`) };
}
