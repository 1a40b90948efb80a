import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Instance, runningInstance } from '../launcher/instance-file.ts';
import { freePort } from '../services/ports.ts';
import { root } from '../services/tools.ts';
import { beforeEnd } from './cleanup.ts';

export interface BenchInstance {
  url: string;
  dataDir: string;
  /** From the command until its ready line. */
  readyMs: number;
  /** Printed on the first start of a data directory only. */
  token: string | undefined;
  described(): Instance;
  stop(): Promise<void>;
}

/** Nobody measures a limiter by accident. */
const noLimits = { RATE_LIMIT_READS: '99999999/s', RATE_LIMIT_WRITES: '99999999/s', RATE_LIMIT_LOGIN: '99999999/s' };
const ours =
  /^(PORT|HOST|PUBLIC_URL|DATA_DIR|SERVICES|METRICS_PORT|LOG_LEVEL|DATABASE_|REDIS_|SQS_|LAMBDA_|AWS_|NODE_ENV)/;

/** A data directory and a port of its own, whatever runs beside it; gone at the end. */
export async function newPlace(): Promise<{ DATA_DIR: string; PORT: string }> {
  const dataDir = await mkdtemp(join(tmpdir(), 'colophon-bench-'));
  beforeEnd(() => rm(dataDir, { recursive: true, force: true, maxRetries: 5 }));
  return { DATA_DIR: dataDir, PORT: String(await freePort()) };
}

/** `npm start`, as its user types it. */
export async function startInstance(place: { DATA_DIR: string; PORT: string }): Promise<BenchInstance> {
  const inherited = Object.entries(process.env).filter(([name]) => !ours.test(name) && !name.startsWith('npm_'));
  const begun = performance.now();
  // In a session of its own: Ctrl-C is for us, who stop it when the load has stopped.
  const npm = spawn('npm', ['start'], {
    cwd: root,
    env: { ...Object.fromEntries(inherited), ...noLimits, ...place },
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exited = once(npm, 'exit');
  let stopping: Promise<unknown> | undefined;
  const stop = async () => {
    if (npm.pid !== undefined && npm.exitCode === null) stopping ??= signal(npm.pid, exited);
    await stopping;
  };
  beforeEnd(stop);
  let output = '';
  await new Promise<void>((resolve, reject) => {
    const listen = (chunk: Buffer) => {
      output += chunk.toString();
      if (/^ready \S+\n/m.test(output)) resolve();
    };
    npm.stdout.on('data', listen);
    npm.stderr.on('data', listen);
    exited.then(() => reject(new Error(`npm start ended before it was ready:\n${output}`)), reject);
  });
  return {
    url: `http://127.0.0.1:${place.PORT}`,
    dataDir: place.DATA_DIR,
    readyMs: performance.now() - begun,
    token: /^token (\S+)/m.exec(output)?.[1],
    described: () => described(place.DATA_DIR, output),
    stop,
  };
}

/** To the whole session, since a shell or npm in between may not hand it on. The launcher takes both for one. */
async function signal(pid: number, exited: Promise<unknown>): Promise<void> {
  try {
    process.kill(-pid, 'SIGTERM');
  } catch {
    return;
  }
  await exited;
}

function described(dataDir: string, output: string): Instance {
  const instance = runningInstance(dataDir);
  if (!instance) throw new Error(`The instance does not run any more:\n${output}`);
  return instance;
}
