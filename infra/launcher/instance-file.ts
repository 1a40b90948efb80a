import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { identify, isRunning } from '../services/processes.ts';
import type { Environment } from './environment.ts';

/** What DATA_DIR/instance.json says of a running instance, for the command line, the bench and the tests. */
export interface Instance {
  pid: number;
  /** Tells the launcher from a later process with the same pid. */
  startTime: string;
  startedAt: string;
  publicUrl: string;
  environment: Environment;
  processes: Record<string, number>;
}

/** It holds passwords, hence the mode; it is replaced as a whole, so that nobody reads half of it. */
export function writeInstance(dataDir: string, instance: Omit<Instance, 'pid' | 'startTime'>): void {
  const path = join(dataDir, 'instance.json');
  const { pid, startTime } = identify(process.pid) ?? { pid: process.pid, startTime: '' };
  writeFileSync(`${path}.new`, `${JSON.stringify({ pid, startTime, ...instance }, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${path}.new`, path);
}

export function removeInstance(dataDir: string): void {
  rmSync(join(dataDir, 'instance.json'), { force: true });
}

/** The instance that runs now; a file that a killed launcher left behind tells nothing. */
export function runningInstance(dataDir: string): Instance | undefined {
  try {
    const instance = JSON.parse(readFileSync(join(dataDir, 'instance.json'), 'utf8')) as Instance;
    return isRunning(instance) ? instance : undefined;
  } catch {
    return undefined;
  }
}
