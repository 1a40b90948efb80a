import { statSync, watch } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { root } from '../services/tools.ts';

/** An editor writes a file in several steps, and a branch switch changes many. */
const quietMilliseconds = 120;

/** Calls `react` once the paths are quiet again after a change; changes that come meanwhile lead to one more call. */
export function watchFor(paths: string[], react: (changed: string) => Promise<void>): void {
  let timer: NodeJS.Timeout | undefined;
  let first: string | undefined;
  let busy = false;
  const fire = async () => {
    if (busy || first === undefined) return;
    const changed = first;
    first = undefined;
    busy = true;
    await react(changed).finally(() => (busy = false));
    void fire();
  };
  const onChange = (path: string) => {
    if (!isSource(path)) return;
    first ??= relative(root, path);
    clearTimeout(timer);
    timer = setTimeout(() => void fire(), quietMilliseconds);
  };
  for (const path of paths) {
    const isFolder = statSync(path).isDirectory();
    // A single file is watched through its folder: many editors replace the file, and a watch would stay with the old one.
    const folder = isFolder ? path : dirname(path);
    watch(folder, { recursive: isFolder }, (_, name) => {
      if (name && (isFolder || name === basename(path))) onChange(join(folder, name));
    });
  }
}

/** Tests change nothing that runs, and what begins with a dot is an editor's own. */
function isSource(path: string): boolean {
  const name = basename(path);
  return /\.(ts|js|json|yml)$/.test(name) && !name.endsWith('.test.ts') && !name.startsWith('.');
}
