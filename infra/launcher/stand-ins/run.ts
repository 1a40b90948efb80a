import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

export interface Run {
  pid: number;
  stdout: string[];
  stderr: string[];
  /** The first line of standard output that begins so; fails when the process ends without. */
  line(prefix: string): Promise<string>;
  exited: Promise<number | null>;
  kill(signal: NodeJS.Signals): void;
}

/** Runs one of our commands with nothing of the tests' own environment. */
export function run(entry: string, args: string[], environment: Record<string, string>): Run {
  const env = {
    PATH: process.env['PATH'],
    HOME: process.env['HOME'],
    NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'],
    ...environment,
  };
  const child = spawn(process.execPath, [entry, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const [stdout, stderr]: [string[], string[]] = [[], []];
  createInterface(child.stdout).on('line', (line) => stdout.push(line));
  createInterface(child.stderr).on('line', (line) => stderr.push(line));
  let ended = false;
  const exited = new Promise<number | null>((resolve) => {
    child.once('close', (code) => {
      ended = true;
      resolve(code);
    });
  });
  const line = async (prefix: string): Promise<string> => {
    for (;;) {
      const found = stdout.find((one) => one.startsWith(prefix));
      if (found !== undefined) return found;
      if (ended) throw new Error(`It ended without "${prefix}": ${[...stdout, ...stderr].join('\n')}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };
  return { pid: child.pid ?? 0, stdout, stderr, line, exited, kill: (signal) => child.kill(signal) };
}
