import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';

export interface Outcome {
  ok: boolean;
  stdout: string;
  /** What it said last, for a message about its failure. */
  lastWords: string;
}

interface CommandOptions {
  cwd?: string;
  env?: Record<string, string | undefined>;
  timeoutSeconds?: number;
  stdin?: string;
}

const underWay = new Set<ChildProcess>();

/** For an end that comes while a long command runs. Each leads a group of its own, so what it started goes with it. */
export function abandonCommands(): void {
  for (const child of underWay) end(child);
}

/** Runs a command to its end and never throws: that it is missing or fails is an answer too. */
export function runCommand(command: string, args: string[], options: CommandOptions = {}): Promise<Outcome> {
  const { timeoutSeconds = 60, stdin = '', cwd, env } = options;
  return new Promise((resolve) => {
    const child = spawn(command, args, { ...(cwd && { cwd }), env: { ...process.env, ...env }, detached: true });
    const said: [string[], string[]] = [[], []];
    child.stdout.setEncoding('utf8').on('data', (text: string) => said[0].push(text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => said[1].push(text));
    // A command that dies early closes its input; its exit code says so better than EPIPE does.
    child.stdin.on('error', () => undefined);
    child.stdin.end(stdin);
    const timer = setTimeout(() => end(child), timeoutSeconds * 1000);
    underWay.add(child);
    const finish = (ok: boolean, otherwise: string) => {
      clearTimeout(timer);
      underWay.delete(child);
      const [stdout, stderr] = said.map((parts) => parts.join(''));
      const words = (stderr?.trim() || (ok ? '' : otherwise)).split('\n').slice(-3).join(' ').slice(0, 500);
      resolve({ ok, stdout: stdout ?? '', lastWords: words });
    };
    child.once('error', (error) => finish(false, error.message));
    child.once('close', (code, signal) => finish(code === 0, `it ended with ${signal ?? `exit code ${code}`}`));
  });
}

function end({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGTERM');
  } catch {
    // It ended by itself meanwhile.
  }
}

export function onPath(command: string): string | undefined {
  for (const folder of (process.env['PATH'] ?? '').split(delimiter).filter(Boolean)) {
    const path = join(folder, command);
    try {
      accessSync(path, constants.X_OK);
      if (statSync(path).isFile()) return path;
    } catch {
      // Not in this folder.
    }
  }
  return undefined;
}
