import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Instance, runningInstance } from '../launcher/instance-file.ts';
import { freePort } from '../services/ports.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** A test asks far more often than a reader; one that is about limits says so. */
const plenty = '99999999/s';
const noLimits = { RATE_LIMIT_READS: plenty, RATE_LIMIT_WRITES: plenty, RATE_LIMIT_LOGIN: plenty };

export interface StartedInstance {
  url: string;
  token: string;
  dataDir: string;
  readyMs: number;
  /** As instance.json says it now: processes that were replaced have other ids. */
  described(): Instance;
  /** Runs a command of the project's on this instance. */
  npm(...args: string[]): Promise<{ code: number; output: string }>;
  /** What it has written so far: a fault is a line of JSON among it. */
  output(): string;
  stop(): Promise<void>;
}

/**
 * The whole of Colophon, as `npm start` brings it up, on a free port and a data directory of its own.
 * @param entry another launcher than that of `npm start`
 */
export async function startInstance(
  settings: Record<string, string> = {},
  entry = 'infra/launcher/start.ts',
): Promise<StartedInstance> {
  const dataDir = settings['DATA_DIR'] ?? (await mkdtemp(join(tmpdir(), 'colophon-instance-')));
  const port = settings['PORT'] ?? String(await freePort());
  const environment = { ...cleanEnvironment(), ...noLimits, ...settings, DATA_DIR: dataDir, PORT: port };
  const begun = performance.now();
  const launcher = spawn(process.execPath, [entry], {
    cwd: root,
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = once(launcher, 'exit');
  let output = '';
  const said = new Promise<void>((resolve, reject) => {
    const listen = (chunk: Buffer) => {
      output += chunk.toString();
      if (/^ready /m.test(output)) resolve();
    };
    launcher.stdout.on('data', listen);
    launcher.stderr.on('data', listen);
    void ended.then(() => reject(new Error(`npm start ended before it was ready:\n${output}`)));
  });
  await said;
  return {
    url: /^ready (\S+)/m.exec(output)![1]!,
    token: /^token (\S+)/m.exec(output)?.[1] ?? '',
    dataDir,
    readyMs: performance.now() - begun,
    described: () => runningInstance(dataDir) ?? fail(`No instance runs on ${dataDir}:\n${output}`),
    output: () => output,
    npm: (...args) => run('npm', ['run', '--silent', ...args], environment),
    stop: async () => {
      launcher.kill('SIGTERM');
      await ended;
      if (!settings['DATA_DIR']) await rm(dataDir, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

async function run(command: string, args: string[], env: NodeJS.ProcessEnv): Promise<{ code: number; output: string }> {
  const child = spawn(command, args, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code: code ?? 1, output };
}

/** What a test runner sets for its own functions is not meant for an instance. */
function cleanEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(DATABASE|REDIS|SQS|LAMBDA|CACHE_INVALIDATION|AWS_|FILES_DIR|LOG_LEVEL|VITEST|NODE_ENV)/.test(name),
  );
  return Object.fromEntries(kept);
}

function fail(message: string): never {
  throw new Error(message);
}
