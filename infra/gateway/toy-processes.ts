import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { Agent, get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../services/ports.ts';
import { toolsDir } from '../services/tools.ts';
import { stopProcess, identify } from '../services/processes.ts';

export interface ToyProcesses {
  child: ChildProcess;
  url: string;
  port: number;
  dir: string;
  metricsUrl: string;
  beats(): number;
  output(): string;
  /** The processes that serve, by the id that the system knows them under. */
  workers(): number[];
  stop(): Promise<void>;
}

/** Runs toy-workers.ts as the launcher runs the gateway: with a channel, and until it is ready. */
export async function toyProcesses(workers: number): Promise<ToyProcesses> {
  const [port, metricsPort] = [await freePort(), await freePort()];
  const dir = mkdtempSync(join(tmpdir(), 'colophon-toys-'));
  const child = fork(join(import.meta.dirname, 'toy-workers.ts'), {
    env: {
      ...process.env,
      NODE_COMPILE_CACHE: join(toolsDir, 'compile-cache'),
      LOG_LEVEL: 'warn',
      GATEWAY_WORKERS: String(workers),
      TOY_PORT: String(port),
      TOY_DIR: dir,
      METRICS_PORT: String(metricsPort),
    },
    silent: true,
  });
  let beats = 0;
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (text: Buffer) => (output += text.toString()));
  const ready = new Promise<void>((resolve, reject) => {
    child.on('message', (message: { kind: string }) => {
      if (message.kind === 'heartbeat') beats++;
      if (message.kind === 'ready') resolve();
    });
    child.once('exit', () => reject(new Error(`The toys ended before they were ready:\n${output}`)));
  });
  await ready;
  return {
    child,
    url: `http://127.0.0.1:${port}`,
    port,
    dir,
    metricsUrl: `http://127.0.0.1:${metricsPort}/metrics`,
    beats: () => beats,
    output: () => output,
    workers: () => childrenOf(child.pid ?? 0),
    async stop() {
      const identity = identify(child.pid ?? 0);
      if (identity) await stopProcess(identity, [['SIGTERM', 5000]]);
      rmSync(dir, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

function childrenOf(pid: number): number[] {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number);
}

export interface Asked {
  /** Nothing where the connection broke. */
  status: number | undefined;
  body: string;
  connection: string | undefined;
}

/** One request, on a connection of the agent's; nothing is ever asked twice. */
export function ask(url: string, agent?: Agent): Promise<Asked> {
  return new Promise((resolve) => {
    const broken = () => resolve({ status: undefined, body: '', connection: undefined });
    get(url, { agent: agent ?? false }, (response) => {
      let body = '';
      response.on('data', (text: Buffer) => (body += text.toString()));
      response.on('error', broken);
      response.on('end', () => resolve({ status: response.statusCode, body, connection: response.headers.connection }));
    }).on('error', broken);
  });
}

/** Readers that ask one request after the other until they are told to stop: half of them on a connection that is kept alive. */
export function readers(url: string, count: number) {
  const asked: Asked[] = [];
  let going = true;
  const done = Promise.all(
    Array.from({ length: count }, async (_, index) => {
      const agent = new Agent({ keepAlive: index % 2 === 0, maxSockets: 1 });
      while (going) asked.push(await ask(url, agent));
      agent.destroy();
    }),
  );
  return {
    asked,
    async stop(): Promise<Asked[]> {
      going = false;
      await done;
      return asked;
    },
  };
}

export async function ended(child: ChildProcess): Promise<unknown[]> {
  return child.exitCode === null && child.signalCode === null
    ? once(child, 'exit')
    : [child.exitCode, child.signalCode];
}
