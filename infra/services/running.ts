import { spawn } from 'node:child_process';
import type { ChildProcess, StdioOptions } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { CannotStart } from './cannot-start.ts';
import { identify, stopProcess } from './processes.ts';
import type { ProcessIdentity } from './processes.ts';

/** A started part: a service or one of our own processes. */
export interface Running {
  pid: number;
  /** Resolves when it ended, with the manner of its end in words. */
  exited: Promise<string>;
  stop(): Promise<void>;
}

/** How a process is asked to stop: each signal with the milliseconds it is given. */
export type StopSteps = [NodeJS.Signals, number][];

export interface ServiceCommand {
  name: string;
  command: string;
  args: string[];
  env?: Record<string, string | undefined>;
  /** Files beside this path hold its log (.log) and its identity (.process.json). */
  base: string;
  stop: StopSteps;
}

/**
 * Starts a part in a session of its own, because Ctrl-C reaches every process of the terminal's group at once and the
 * order of stopping is ours. Its identity is on disk before anything else happens: after a launcher was killed, the next
 * one finds it there.
 */
export async function spawnService(service: ServiceCommand): Promise<Running> {
  const log = openLog(service.base);
  try {
    return (await spawnPart(service, ['ignore', log, log])).running;
  } finally {
    closeSync(log);
  }
}

export async function spawnPart(
  { name, command, args, env, base, stop }: ServiceCommand,
  stdio: StdioOptions,
): Promise<{ child: ChildProcess; running: Running }> {
  if (closing) throw new CannotStart(`${name} is not started, since everything is being stopped.`);
  mkdirSync(dirname(base), { recursive: true, mode: 0o700 });
  const child = spawn(command, args, { detached: true, stdio, ...(env && { env }) });
  const ended = new Promise<string>((resolve) => {
    child.once('exit', (code, signal) => resolve(signal ? `signal ${signal}` : `exit code ${code}`));
  });
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', (error) => reject(new CannotStart(`${name} cannot be started: ${error.message}.`)));
  });
  // Later errors are those of a signal or a message that came too late; the exit tells what matters.
  child.on('error', () => undefined);
  const identity = identify(child.pid ?? 0);
  if (identity) writeFileSync(`${base}.process.json`, JSON.stringify(identity), { mode: 0o600 });
  const part = identity && { identity, stop };
  if (part) alive.add(part);
  const exited = ended.finally(() => {
    if (part) alive.delete(part);
    rmSync(`${base}.process.json`, { force: true });
  });
  const stopIt = async () => {
    if (part) await stopProcess(part.identity, part.stop);
    await exited;
  };
  return { child, running: { pid: child.pid ?? 0, exited, stop: stopIt } };
}

const alive = new Set<{ identity: ProcessIdentity; stop: StopSteps }>();
let closing = false;

/** From now on nothing is started: what is on its way to start or to restart would outlive us. */
export function startNothingMore(): void {
  closing = true;
}

/** The last sweep at the end, for what is slow or was still on its way: each signal gets a moment only, and at the very last none is asked. */
export async function endEverythingLeft(eachStepMilliseconds: number): Promise<void> {
  startNothingMore();
  const hurried = (stop: StopSteps): StopSteps =>
    stop.map(([signal, time]) => [signal, Math.min(time, eachStepMilliseconds)]);
  await Promise.all(
    [...alive].map(({ identity, stop }) => stopProcess(identity, eachStepMilliseconds > 0 ? hurried(stop) : [])),
  );
}

/** Ends what an earlier launcher left behind when it was killed; a stranger that got the same pid has another start time. */
export async function endLeftover(base: string, stop: StopSteps): Promise<void> {
  let identity: ProcessIdentity;
  try {
    identity = JSON.parse(readFileSync(`${base}.process.json`, 'utf8')) as ProcessIdentity;
  } catch {
    return; // No record, or one cut short: nothing was left.
  }
  await stopProcess(identity, stop);
}

/** The end of a log, for the message about a service that did not come up. */
export function lastWords(base: string, lines = 3): string {
  try {
    const said = readFileSync(`${base}.log`, 'utf8').trim().split('\n');
    return said.slice(-lines).join(' | ').slice(-600);
  } catch {
    return '';
  }
}

export function openLog(base: string): number {
  mkdirSync(dirname(base), { recursive: true, mode: 0o700 });
  const path = `${base}.log`;
  if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) > 4 << 20) renameSync(path, `${path}.old`);
  return openSync(path, 'a', 0o600);
}
