import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { CannotStart } from './cannot-start.ts';
import { runCommand } from './command.ts';
import type { PostgresPrograms } from './postgres-programs.ts';
import type { RunAs } from './run-as.ts';

export interface Cluster {
  dir: string;
  database: string;
  durable: boolean;
  programs: PostgresPrograms;
  as: RunAs;
}

const version = '18';

/** Leaves a cluster that can be started, and answers its owner's password. Folders above it are never handed over. */
export async function readyCluster(cluster: Cluster, onProgress: (line: string) => void): Promise<string> {
  const { dir, as } = cluster;
  const passwordPath = `${dir}.password`;
  if (!existsSync(join(dir, 'PG_VERSION'))) {
    onProgress('first start, making its cluster');
    const password = newPassword(passwordPath);
    await createCluster(cluster, passwordPath);
    return password;
  }
  const found = readFileSync(join(dir, 'PG_VERSION'), 'utf8').trim();
  if (found !== version) {
    throw new CannotStart(
      `The data in ${dir} is Postgres ${found}'s, and Colophon carries Postgres ${version}: move the folder away, or upgrade it.`,
    );
  }
  await handOver(dir, as);
  if (existsSync(passwordPath)) return readFileSync(passwordPath, 'utf8').trim();
  const password = newPassword(passwordPath);
  await single(cluster, dir, `alter role postgres password '${password}'\n`);
  return password;
}

/** Written whole or not at all: half a password would lock everybody out of the cluster. */
function newPassword(path: string): string {
  const password = randomBytes(24).toString('hex');
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  writeFileSync(`${path}.new`, `${password}\n`, { mode: 0o600 });
  renameSync(`${path}.new`, path);
  return password;
}

/** Builds beside the final place and renames at the end, so that a start killed midway leaves nothing half-made. */
async function createCluster(cluster: Cluster, passwordPath: string): Promise<void> {
  const { dir, database, durable, programs, as } = cluster;
  const building = `${dir}.new`;
  rmSync(building, { recursive: true, force: true });
  mkdirSync(building, { mode: 0o700 });
  await handOver(building, as);
  const utf8 =
    process.platform === 'linux'
      ? ['--locale=C.UTF-8']
      : ['--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
  const options = ['-U', 'postgres', '-A', 'scram-sha-256', '-E', 'UTF8', ...utf8, '--no-instructions'];
  if (!durable) options.push('--no-sync');
  await run(cluster, programs.initdb, ['-D', building, `--pwfile=${passwordPath}`, ...options]);
  await single(cluster, building, `create database "${database}"\n`);
  renameSync(building, dir);
}

/** In single-user mode a statement runs before the server ever listens; so the launcher needs no client of its own. */
function single(cluster: Cluster, dir: string, statement: string): Promise<void> {
  return run(
    cluster,
    cluster.programs.postgres,
    ['--single', '-D', dir, '-c', 'exit_on_error=on', 'postgres'],
    statement,
  );
}

async function run({ as }: Cluster, program: string, args: string[], stdin = ''): Promise<void> {
  const [command, all] = as.wrap(program, args);
  const outcome = await runCommand(command, all, { timeoutSeconds: 120, stdin });
  if (!outcome.ok) throw new CannotStart(`Postgres could not make its cluster: ${outcome.lastWords}`);
}

/** Inside the user namespace root's files stay root's; a real account has to own what Postgres calls its own. */
async function handOver(dir: string, { owner }: RunAs): Promise<void> {
  if (!owner || statSync(dir).uid === owner.uid) return;
  const outcome = await runCommand('chown', ['-R', `${owner.uid}:${owner.gid}`, dir]);
  if (!outcome.ok) throw new CannotStart(`The folder ${dir} could not be given to Postgres: ${outcome.lastWords}`);
}
