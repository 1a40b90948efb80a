import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
} from 'node:fs';
import { join } from 'node:path';
import { CannotStart } from '../services/cannot-start.ts';
import { runCommand } from '../services/command.ts';
import { waitForLock } from '../services/lock.ts';
import { root, toolsDir } from '../services/tools.ts';
import { whileItTakes } from './report.ts';

const web = join(root, 'web');
/** Inside `web`, since what was built finds its packages from there. */
const servedBuilds = join(web, '.svelte-kit', 'served');
const sources = [
  'web/src',
  'web/package.json',
  'web/vite.config.ts',
  'web/colours.ts',
  'web/favicon.svg',
  'web/font-files.ts',
  'web/mermaid-files.ts',
  'web/page-scripts.ts',
  'functions/_markdown',
  'functions/_keys',
  'proto',
  'package-lock.json',
];
const kept = 4;

/**
 * Answers the folder of a build made from the sources as they are now. Each has a folder of its own, named by what it was
 * built from: a start finds it again, and an instance that runs keeps its files while another builds newer ones.
 */
export async function builtWeb(tell: (line: string) => void): Promise<string> {
  const folder = join(servedBuilds, fingerprint());
  if (!existsSync(folder)) await build(folder, tell);
  utimesSync(folder, new Date(), new Date());
  return folder;
}

/** All builds of a checkout go through the same folder, hence one at a time. */
async function build(folder: string, tell: (line: string) => void): Promise<void> {
  const lock = await waitForLock(join(toolsDir, 'web-build.lock'), () =>
    tell('waiting for another instance that is building it'),
  );
  try {
    if (existsSync(folder)) return;
    tell('building the pages, once for these sources');
    const outcome = await whileItTakes(
      tell,
      'building',
      runCommand('npm', ['run', 'build', '-w', 'web'], { cwd: root, timeoutSeconds: 600 }),
    );
    if (!outcome.ok)
      throw new CannotStart(`The web could not be built ("npm run build -w web" shows why): ${outcome.lastWords}`);
    rmSync(`${folder}.new`, { recursive: true, force: true });
    mkdirSync(servedBuilds, { recursive: true });
    cpSync(join(web, 'build'), `${folder}.new`, { recursive: true });
    renameSync(`${folder}.new`, folder);
    removeOldBuilds();
  } finally {
    lock.release();
  }
}

function fingerprint(): string {
  const hash = createHash('sha256').update(process.version);
  for (const path of sources.flatMap((source) => filesBelow(join(root, source))).sort()) {
    hash.update(`\0${path}\0`).update(readFileSync(path));
  }
  return hash.digest('hex').slice(0, 16);
}

function filesBelow(path: string): string[] {
  if (!existsSync(path)) return [];
  if (statSync(path).isFile()) return [path];
  const entries = readdirSync(path, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.test.ts'))
    .map((entry) => join(entry.parentPath, entry.name));
}

/** By last start and not by age: the one that an instance serves was touched when it started. */
function removeOldBuilds(): void {
  const builds = readdirSync(servedBuilds).map((name) => ({
    path: join(servedBuilds, name),
    at: statSync(join(servedBuilds, name)).mtimeMs,
  }));
  for (const { path } of builds.sort((one, other) => other.at - one.at).slice(kept))
    rmSync(path, { recursive: true, force: true });
}
