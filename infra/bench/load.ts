import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { join } from 'node:path';
import { onPath } from '../services/command.ts';
import { root } from '../services/tools.ts';
import { beforeEnd } from './cleanup.ts';
import { type Load, readAutocannon, readWrk } from './load-report.ts';

const wrk = onPath('wrk');

/** What puts the load on: wrk takes a fraction of the processor that autocannon takes. */
export const loadProgram = wrk ? 'wrk' : 'autocannon';

export interface LoadOptions {
  seconds: number;
  connections: number;
  headers?: Record<string, string>;
  /** Requests a second; for readers in the background, where the measurement is something else. */
  rate?: number;
}

/** Loads one address from a process of its own. */
export async function load(url: string, options: LoadOptions): Promise<Load> {
  return wrk && options.rate === undefined
    ? readWrk(url, await run(wrk, wrkArguments(url, options)))
    : byAutocannon(url, options);
}

async function byAutocannon(url: string, { seconds, connections, headers = {}, rate }: LoadOptions): Promise<Load> {
  const given = [
    ...Object.entries(headers).flatMap(([name, value]) => ['-H', `${name}=${value}`]),
    ...(rate === undefined ? [] : ['-R', String(rate)]),
  ];
  const program = join(root, 'node_modules/autocannon/autocannon.js');
  const counts = ['-c', String(connections), '-d', String(seconds)];
  return readAutocannon(
    url,
    await run(process.execPath, [program, '--json', '--no-progress', ...counts, ...given, url]),
  );
}

function wrkArguments(url: string, { seconds, connections, headers = {} }: LoadOptions): string[] {
  const given = Object.entries(headers).flatMap(([name, value]) => ['-H', `${name}: ${value}`]);
  return ['-t1', `-c${connections}`, `-d${seconds}s`, '--latency', ...given, url];
}

async function run(command: string, args: string[]): Promise<string> {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  const ended = new Promise<number | null>((resolve, reject) => child.once('error', reject).once('close', resolve));
  beforeEnd(() => void child.kill('SIGKILL'));
  const [output, errors, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  if (code !== 0) throw new Error(`${command} ended with ${code}: ${errors.trim().slice(-500)}`);
  return output;
}
