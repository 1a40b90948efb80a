import { readdir } from 'node:fs/promises';
import { join, posix } from 'node:path';

export interface Found {
  /** Below the folder, with slashes, on every system. */
  path: string;
  kind: 'markdown' | 'other' | 'unreadable';
  issue?: string;
}

/** Goes through a folder in the order of its names, so that two runs see the same. Hidden files are nobody's posts. */
export async function* walk(root: string, below = ''): AsyncGenerator<Found> {
  const entries = await readdir(join(root, below), { withFileTypes: true }).catch(
    (error: NodeJS.ErrnoException) => error,
  );
  if (entries instanceof Error) {
    if (below === '') throw entries;
    yield { path: below, kind: 'unreadable', issue: `cannot be read (${entries.code ?? entries.message})` };
    return;
  }
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = posix.join(below, entry.name);
    if (entry.name.startsWith('.') || entry.name === 'node_modules') continue;
    if (entry.isDirectory()) yield* walk(root, path);
    // It could lead out of the folder, or round in a circle.
    else if (entry.isSymbolicLink())
      yield { path, kind: 'unreadable', issue: 'is a symbolic link, which is not followed' };
    else if (entry.isFile()) yield { path, kind: /\.(md|markdown)$/i.test(entry.name) ? 'markdown' : 'other' };
  }
}
