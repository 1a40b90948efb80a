import { execFile } from 'node:child_process';
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

/** For an end that comes while a long command runs. */
export function abandonCommands(): void {
  for (const child of underWay) child.kill('SIGTERM');
}

/** Runs a command to its end and never throws: that it is missing or fails is an answer too. */
export function runCommand(command: string, args: string[], options: CommandOptions = {}): Promise<Outcome> {
  const { timeoutSeconds = 60, stdin, cwd, env } = options;
  return new Promise((resolve) => {
    const child = execFile(
      command,
      args,
      { ...(cwd && { cwd }), env: { ...process.env, ...env }, timeout: timeoutSeconds * 1000, maxBuffer: 64 << 20 },
      (error, stdout, stderr) => {
        underWay.delete(child);
        const said = `${stderr}\n${error && !stderr ? error.message : ''}`.trim();
        resolve({ ok: error === null, stdout, lastWords: said.split('\n').slice(-3).join(' ').slice(0, 500) });
      },
    );
    underWay.add(child);
    // A command that dies early closes its input; its exit code says so better than EPIPE does.
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(stdin ?? '');
  });
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
