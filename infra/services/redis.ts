import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { dirname } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { CannotStart } from './cannot-start.ts';
import { runCommand } from './command.ts';
import { redisImage } from './docker.ts';
import { freePort } from './ports.ts';
import { findRedis } from './redis-program.ts';
import type { RedisProgram } from './redis-program.ts';
import { endLeftover, lastWords, spawnService } from './running.ts';
import type { Running, StopSteps } from './running.ts';

export interface RedisOptions {
  /** Its configuration, log and process record lie beside this path. */
  dir: string;
  port?: number;
  password?: string;
  /** Directives that replace ours, for example { maxmemory: '5mb' }. */
  directives?: Record<string, string>;
  onProgress?: (line: string) => void;
}

export interface RunningRedis extends Running {
  url: string;
  port: number;
  password: string;
}

const stop: StopSteps = [['SIGTERM', 1000]];

/** Starts a Redis of our own on 127.0.0.1: with a password, bounded, and without persistence, since it is a cache. */
export async function startRedis(options: RedisOptions): Promise<RunningRedis> {
  const { dir, onProgress = () => undefined } = options;
  const program = await findRedis(onProgress);
  await endLeftover(dir, stop);
  const password = options.password ?? randomBytes(24).toString('hex');
  for (let attempt = 1; ; attempt++) {
    const port = options.port ?? (await freePort());
    const running = await spawnRedis(program, dir, port, password, options.directives);
    const problem = await ready(running, dir, port, password);
    if (problem === undefined) return { ...running, port, password, url: `redis://:${password}@127.0.0.1:${port}` };
    await running.stop();
    if (attempt === 3 || !/in use|bind/i.test(problem)) throw new CannotStart(`Redis did not start: ${problem}`);
  }
}

async function spawnRedis(program: RedisProgram, dir: string, port: number, password: string, directives = {}) {
  const inside = program.kind === 'docker';
  const configuration = {
    bind: inside ? '0.0.0.0' : '127.0.0.1',
    port: inside ? 6379 : port,
    requirepass: password,
    maxmemory: '256mb',
    // Objects expire and may be evicted; the index, the remembered xids and the generation have no expiry and may not.
    'maxmemory-policy': 'volatile-lru',
    save: '""',
    appendonly: 'no',
    daemonize: 'no',
    loglevel: 'notice',
    ...directives,
  };
  // A file and not arguments: everybody on the machine may read a command line.
  const path = `${dir}.conf`;
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  writeFileSync(
    path,
    Object.entries(configuration)
      .map(([name, value]) => `${name} ${value}\n`)
      .join(''),
    { mode: 0o600 },
  );
  if (!inside) {
    return spawnService({
      name: 'Redis',
      command: program.command,
      args: [path],
      env: { ...process.env, ...program.env },
      base: dir,
      stop,
    });
  }
  const name = `colophon-redis-${createHash('sha256').update(dir).digest('hex').slice(0, 12)}`;
  await runCommand('docker', ['rm', '--force', name], { timeoutSeconds: 20 });
  const user = `${process.getuid?.() ?? 0}:${process.getgid?.() ?? 0}`;
  const options = [
    '--rm',
    '--name',
    name,
    '--user',
    user,
    '-p',
    `127.0.0.1:${port}:6379`,
    '-v',
    `${path}:/redis.conf:ro`,
  ];
  const args = ['run', ...options, redisImage, 'redis-server', '/redis.conf'];
  return spawnService({ name: 'Redis', command: 'docker', args, base: dir, stop });
}

async function ready(running: Running, dir: string, port: number, password: string): Promise<string | undefined> {
  let ended: string | undefined;
  void running.exited.then((manner) => (ended = manner));
  const deadline = performance.now() + 60_000;
  while (ended === undefined && performance.now() < deadline) {
    if (await answersPing(port, password)) return undefined;
    await wait(15);
  }
  return lastWords(dir) || ended || 'it did not answer';
}

/** Two inline commands; a client library would stay in the launcher's memory for the sake of this one question. */
function answersPing(port: number, password: string): Promise<boolean> {
  return new Promise((resolve) => {
    let answer = '';
    const socket = connect({ port, host: '127.0.0.1', timeout: 1000 }, () =>
      socket.write(`AUTH ${password}\r\nPING\r\n`),
    );
    const finish = (result: boolean) => {
      socket.destroy();
      resolve(result);
    };
    socket.on('data', (chunk: Buffer) => {
      answer += chunk.toString();
      if (answer.includes('+PONG')) finish(true);
      else if (answer.includes('-')) finish(false);
    });
    for (const event of ['error', 'timeout', 'close']) socket.once(event, () => finish(false));
  });
}
