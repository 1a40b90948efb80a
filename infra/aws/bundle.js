import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';
import { functionFiles } from './function-files.js';
import { external, natives } from './natives.js';

const root = join(import.meta.dirname, '..', '..');

/** Some packages inside a bundle still ask for Node's own modules with `require`, which a module does not have. */
const requireForBundled = `import { createRequire as bundleRequire } from 'node:module'; const require = bundleRequire(import.meta.url);`;

/**
 * Makes one file of each function and all that it imports: <folder>/<function>/handler.js.
 *
 * @param {string[]} names
 * @param {{ folder: string, minify: boolean }} options
 */
export async function bundle(names, { folder, minify }) {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: entryPoints(names),
    outdir: folder,
    bundle: true,
    external,
    write: false,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    // The modules of a package rather than its CommonJS, where it has both: what is not used of the AWS SDK stays out.
    mainFields: ['module', 'main'],
    banner: { js: requireForBundled },
    minify,
    // Errors are told apart by their class in the logs.
    keepNames: true,
    logLevel: 'silent',
  });
  for (const { path, contents } of outputFiles) {
    replace(path, contents);
    replace(join(dirname(path), 'package.json'), Buffer.from('{"type":"module"}\n'));
  }
}

/** @param {string[]} names */
function entryPoints(names) {
  const files = functionFiles();
  return names.flatMap((name) => {
    const file = files.get(name);
    if (!file) throw new Error(`The function ${name} in serverless.yml has no source file in functions/.`);
    const started = natives[name]?.process;
    const beside = started ? [{ in: join(root, started.source), out: `${name}/${started.name}` }] : [];
    return [{ in: file, out: `${name}/handler` }, ...beside];
  });
}

/** As a whole, since another command may be reading it; and not at all if it is so already. */
function replace(path, contents) {
  mkdirSync(dirname(path), { recursive: true });
  try {
    if (readFileSync(path).equals(contents)) return;
  } catch {
    // There is none yet.
  }
  const next = `${path}.${process.pid}`;
  writeFileSync(next, contents);
  renameSync(next, path);
}
