import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { CannotStart } from './cannot-start.ts';
import { spawnNode } from './node-process.ts';
import { freePort } from './ports.ts';
import { endLeftover } from './running.ts';
import type { Running, StopSteps } from './running.ts';

export interface RunningQueue extends Running {
  endpoint: string;
  port: number;
}

export interface QueueOptions {
  /** Where messages rest; the log and the process record lie beside it. Without `persist` they live in memory only. */
  dir: string;
  port?: number;
  persist?: boolean;
}

const stop: StopSteps = [['SIGTERM', 800]];

/** Starts our SQS server on 127.0.0.1. */
export async function startQueue({ dir, port: given, persist = true }: QueueOptions): Promise<RunningQueue> {
  await endLeftover(dir, stop);
  if (persist) mkdirSync(dir, { recursive: true, mode: 0o700 });
  const port = given ?? (await freePort());
  const running = await spawnNode({
    name: 'queue',
    entry: join(import.meta.dirname, 'queue-server.ts'),
    env: { PATH: process.env['PATH'], QUEUE_PORT: String(port), ...(persist && { QUEUE_DIR: dir }) },
    base: dir,
    flags: ['--max-semi-space-size=2'],
    stop,
  });
  if (!(await running.ready(30))) {
    await running.stop();
    throw new CannotStart(`The queue server did not start: ${running.lastWords()}`);
  }
  return { pid: running.pid, exited: running.exited, stop: running.stop, endpoint: `http://127.0.0.1:${port}`, port };
}
