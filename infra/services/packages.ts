import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onPath, runCommand } from './command.ts';
import { waitForLock } from './lock.ts';
import { toolsDir } from './tools.ts';

/** A program that a system's package archive has, under the name of its package or of one of several. */
export interface PackagedProgram {
  /** Names the folder that it is unpacked into. */
  name: string;
  /** By the name of the package, where in it the program is. */
  programs: Record<string, string>;
  versionFlag: string;
  /** What of the packages that it depends on it needs to run; not accounts, not init scripts. */
  needs: RegExp;
}

/** A program, and the folders of libraries that came with it. */
export interface UnpackedProgram {
  command: string;
  linkerFolders: string[];
}

type Report = (line: string) => void;

const folderOf = ({ name }: PackagedProgram) => join(toolsDir, `${name}-${distribution()}-${process.arch}`);

export function unpackedProgram(wanted: PackagedProgram): UnpackedProgram | undefined {
  const folder = folderOf(wanted);
  for (const program of Object.values(wanted.programs)) {
    const command = join(folder, program);
    if (existsSync(command)) return { command, linkerFolders: foldersOfLibraries(folder) };
  }
  return undefined;
}

/**
 * On Debian and its kin apt fetches a package for anybody and dpkg unpacks it anywhere, so a program arrives without root and
 * without a trace on the system. Answers why it could not, when it could not.
 */
export async function unpackProgram(wanted: PackagedProgram, report: Report): Promise<string | undefined> {
  if (!onPath('apt-get') || !onPath('dpkg')) return 'this is neither Debian nor Ubuntu';
  const lock = await waitForLock(`${folderOf(wanted)}.lock`, () =>
    report('waiting for another instance that is fetching it'),
  );
  try {
    if (unpackedProgram(wanted)) return undefined;
    let problem: string | undefined;
    for (const name of Object.keys(wanted.programs)) {
      problem = await fetchPackage(name, wanted, report);
      if (problem === undefined) return undefined;
    }
    return problem;
  } finally {
    lock.release();
  }
}

/** Takes the system's package lists; where they are missing (a fresh container) or stale, lists of its own, made without root. */
async function fetchPackage(name: string, wanted: PackagedProgram, report: Report): Promise<string | undefined> {
  const folder = folderOf(wanted);
  const scratch = join(dirname(folder), `fetching-${process.pid}`);
  const ownLists = [`Dir::State::lists=${scratch}/lists`, `Dir::Cache=${scratch}/cache`, 'Acquire::Languages=none'];
  let problem = 'apt did not answer';
  try {
    for (const lists of [[], ownLists]) {
      rmSync(scratch, { recursive: true, force: true });
      for (const part of ['lists/partial', 'cache/archives/partial', 'debs', 'root']) {
        mkdirSync(join(scratch, part), { recursive: true });
      }
      const options = [...lists, 'APT::Sandbox::User=root', 'Acquire::Retries=2'].flatMap((option) => ['-o', option]);
      if (lists.length > 0) {
        report('fetching the package lists');
        const updated = await runCommand('apt-get', [...options, 'update'], { timeoutSeconds: 180 });
        if (!updated.ok) problem = `apt-get update failed: ${updated.lastWords}`;
      }
      const packages = await missingPackages(name, wanted.needs, options);
      if (packages.length === 0) continue;
      report(`fetching ${packages.join(', ')} from this system's package archive`);
      const got = await runCommand('apt-get', [...options, 'download', ...packages], {
        cwd: join(scratch, 'debs'),
        timeoutSeconds: 180,
      });
      problem = got.ok ? ((await unpack(scratch, name, wanted)) ?? '') : `apt-get download failed: ${got.lastWords}`;
      if (problem !== '') continue;
      rmSync(folder, { recursive: true, force: true });
      renameSync(join(scratch, 'root'), folder);
      return undefined;
    }
    return problem;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** The package and what it needs of those below it that this system lacks. */
async function missingPackages(name: string, needs: RegExp, options: string[]): Promise<string[]> {
  const wanted = new Set([name]);
  for (const one of wanted) {
    const { stdout } = await runCommand('apt-cache', [...options, 'depends', one], { timeoutSeconds: 30 });
    if (stdout === '' && one === name) return [];
    for (const [, dependency] of stdout.matchAll(/^ [ |](?:Pre)?Depends: ([a-z0-9][a-z0-9+.:-]*)$/gm)) {
      if (dependency && needs.test(dependency) && !(await isInstalled(dependency))) wanted.add(dependency);
    }
  }
  return [...wanted];
}

async function isInstalled(name: string): Promise<boolean> {
  const { stdout } = await runCommand('dpkg-query', ['-W', '-f=${db:Status-Status}\n', name], { timeoutSeconds: 10 });
  return stdout.split('\n').includes('installed');
}

async function unpack(scratch: string, name: string, wanted: PackagedProgram): Promise<string | undefined> {
  const root = join(scratch, 'root');
  for (const file of readdirSync(join(scratch, 'debs'))) {
    const outcome = await runCommand('dpkg', ['-x', join(scratch, 'debs', file), root], { cwd: tmpdir() });
    if (!outcome.ok) return `dpkg could not unpack ${file}: ${outcome.lastWords}`;
  }
  const command = join(root, wanted.programs[name] ?? name);
  const tried = await runCommand(command, [wanted.versionFlag], { env: libraryPath(foldersOfLibraries(root)) });
  return tried.ok ? undefined : `the unpacked ${name} does not run here: ${tried.lastWords}`;
}

export function libraryPath(folders: string[]): Record<string, string> {
  return folders.length === 0 ? {} : { LD_LIBRARY_PATH: folders.join(':') };
}

function foldersOfLibraries(root: string): string[] {
  const entries = readdirSync(root, { recursive: true, withFileTypes: true });
  return [...new Set(entries.filter((entry) => /\.so(\.|$)/.test(entry.name)).map((entry) => entry.parentPath))];
}

function distribution(): string {
  try {
    const release = readFileSync('/etc/os-release', 'utf8');
    const field = (name: string) => new RegExp(`^${name}="?([\\w.-]+)"?$`, 'm').exec(release)?.[1];
    return `${field('ID') ?? process.platform}-${field('VERSION_ID') ?? field('VERSION_CODENAME') ?? 'rolling'}`;
  } catch {
    return process.platform;
  }
}
