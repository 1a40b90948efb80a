import { readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { CannotStart } from './cannot-start.ts';
import { freePort } from './ports.ts';
import { readyCluster } from './postgres-cluster.ts';
import { postgresPrograms } from './postgres-programs.ts';
import { commandLineOf, identify, stopProcess } from './processes.ts';
import { runAs } from './run-as.ts';
import type { RunAs } from './run-as.ts';
import { endLeftover, lastWords, spawnService } from './running.ts';
import type { Running, StopSteps } from './running.ts';

export interface PostgresOptions {
  /** The cluster's folder; its password, log and process record lie beside it. */
  dir: string;
  port?: number;
  database?: string;
  /** False gives a quick, throw-away cluster. */
  fsync?: boolean;
  onProgress?: (line: string) => void;
  /** How to leave root behind; found out when not given. */
  as?: RunAs;
}

export interface RunningPostgres extends Running {
  url: string;
  port: number;
  password: string;
}

/** "Fast" shutdown ends open transactions; "immediate" leaves the rest to recovery at the next start. Neither loses a commit. */
const stop: StopSteps = [
  ['SIGINT', 1500],
  ['SIGQUIT', 500],
];

/** Starts the embedded Postgres on 127.0.0.1, with no socket in the file system. */
export async function startPostgres(options: PostgresOptions): Promise<RunningPostgres> {
  const { dir, database = 'colophon', fsync = true, onProgress = () => undefined } = options;
  const as = options.as ?? (await runAs());
  const programs = postgresPrograms();
  await endLeftover(dir, stop);
  await endLeftoverByItsOwnRecord(dir);
  const password = await readyCluster({ dir, database, durable: fsync, programs, as }, onProgress);
  const deadline = performance.now() + 60_000;
  for (;;) {
    const port = options.port ?? (await freePort());
    const [command, args] = as.wrap(programs.postgres, ['-D', dir, '-p', String(port), ...configuration(fsync)]);
    const running = await spawnService({ name: 'Postgres', command, args, env: environment(), base: dir, stop });
    const problem = await ready(dir, running, onProgress);
    if (problem === undefined) {
      return { ...running, port, password, url: `postgres://postgres:${password}@127.0.0.1:${port}/${database}` };
    }
    await running.stop();
    // The children of a postmaster that was killed hold on to its memory for a moment, and a port may just have been taken.
    const passing = /still in use|in use by other|could not bind|could not create any TCP/.test(problem);
    if (!(passing || isHeldByTheDead(dir, problem)) || performance.now() > deadline)
      throw new CannotStart(`Postgres did not start: ${problem}`);
    await wait(100);
  }
}

function configuration(fsync: boolean): string[] {
  const settings = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: 60,
    shared_buffers: '64MB',
    max_wal_size: '256MB',
    io_method: 'sync',
    jit: 'off',
    fsync: fsync ? 'on' : 'off',
    ...(!fsync && { full_page_writes: 'off', synchronous_commit: 'off' }),
    idle_in_transaction_session_timeout: '10s',
    log_checkpoints: 'off',
    timezone: 'UTC',
    log_timezone: 'UTC',
  };
  return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

/** None of the caller's PG… variables may reach the server. Messages stay English, since we read them. */
function environment(): Record<string, string | undefined> {
  return { PATH: process.env['PATH'], LC_MESSAGES: 'C', TZ: 'UTC' };
}

/** The server writes its state to the last line of postmaster.pid; pg_ctl waits in the same way. */
async function ready(dir: string, running: Running, onProgress: (line: string) => void): Promise<string | undefined> {
  let ended: string | undefined;
  void running.exited.then((manner) => (ended = manner));
  const started = performance.now();
  let told = false;
  while (ended === undefined) {
    const { pid, state } = ownRecord(dir);
    if (pid === running.pid && state === 'ready') return undefined;
    const seconds = (performance.now() - started) / 1000;
    if (seconds > 2 && !told) onProgress('recovering what was not written out at its last stop');
    told ||= seconds > 2;
    if (seconds > 300) return 'it was not ready after 5 minutes';
    await wait(10);
  }
  return lastWords(dir) || ended;
}

/** Postgres takes a postmaster that was killed for a living one until whoever inherited it has taken note of its end. */
function isHeldByTheDead(dir: string, problem: string): boolean {
  return problem.includes('postmaster.pid" already exists') && identify(ownRecord(dir).pid) === undefined;
}

function ownRecord(dir: string): { pid: number; folder: string; state: string } {
  try {
    const lines = readFileSync(join(dir, 'postmaster.pid'), 'utf8').split('\n');
    return { pid: Number(lines[0]), folder: lines[1]?.trim() ?? '', state: lines[7]?.trim() ?? '' };
  } catch {
    return { pid: 0, folder: '', state: '' };
  }
}

/** Covers the instant between a launcher's spawn and its own record, and a cluster that somebody started by hand. */
async function endLeftoverByItsOwnRecord(dir: string): Promise<void> {
  const { pid, folder } = ownRecord(dir);
  const identity = identify(pid);
  if (!identity || folder === '' || realpathSync(dir) !== folder) return;
  const command = commandLineOf(pid);
  if (command.includes('postgres') && command.includes(dir)) await stopProcess(identity, stop);
}
