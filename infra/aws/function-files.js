import { readdirSync } from 'node:fs';
import { basename, dirname, join, sep } from 'node:path';

const folder = join(import.meta.dirname, '..', '..', 'functions');

/**
 * Which file holds which function, by the rule that the lambda-host follows as well (a test compares the two). This one is
 * plain JavaScript: `npx serverless` runs it under the Node of the system, which need not know TypeScript.
 *
 * @returns {Map<string, string>}
 */
export function functionFiles() {
  const files = new Map();
  for (const path of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    const parts = path.split(sep);
    const isSource = path.endsWith('.ts') && !/\.(test|d)\.ts$/.test(path) && dirname(path) !== '.';
    if (!isSource || parts.some((part) => part.startsWith('_'))) continue;
    const file = basename(path, '.ts');
    files.set(file === 'handler' ? parts[0] : `${parts[0]}-${file}`, join(folder, path));
  }
  return files;
}
