import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { signal } from '../checks/paused.ts';
import { mark } from '../launcher/first-start.ts';
import { type Instance, runningInstance } from '../launcher/instance-file.ts';
import type { Report } from '../launcher/report.ts';
import { postgresPart, queuePart, redisPart, type ServicePart } from '../launcher/service-parts.ts';
import { supervise, type Supervised } from '../launcher/supervise.ts';
import { freePort } from '../services/ports.ts';
import { endEverythingLeft, startNothingMore } from '../services/running.ts';
import { readSettings } from '../services/settings.ts';
import { root } from '../services/tools.ts';
import { type Proxy, startProxy } from './proxy.ts';

export const services = ['postgres', 'redis', 'queue'] as const;
export const processes = ['gateway', 'lambda-host', 'web'] as const;
export type ServiceName = (typeof services)[number];
export type PartName = ServiceName | (typeof processes)[number];

export interface RigOptions {
  /** A planted bug, by its name. */
  plant?: string | undefined;
  tell(line: string): void;
}

/**
 * The whole of Colophon as `npm start` runs it, with the three services outside of it and a proxy in front of each, so that
 * each can be killed, paused and cut off. Everything that falls is started again at once.
 */
export class Rig {
  readonly #options: RigOptions;
  readonly proxies: Record<ServiceName, Proxy>;
  readonly #addresses: Record<ServiceName, string>;
  readonly #services: Record<ServiceName, Supervised>;
  readonly #dataDir: string;
  readonly #environment: NodeJS.ProcessEnv;
  /** Fills wait as long as this file is there. */
  readonly holdFills: string;
  readonly url: string;
  token = '';
  /** What the launcher and the services said of their own falls. */
  readonly log: string[] = [];
  #launcher: ChildProcess | undefined;
  #isStopping = false;

  static async start(options: RigOptions): Promise<Rig> {
    const dataDir = await mkdtemp(join(tmpdir(), 'colophon-prove-'));
    dataDirs.add(dataDir);
    const log: string[] = [];
    const report: Report = {
      progress: () => undefined,
      say: async () => undefined,
      trouble: (line) => void log.push(line),
    };
    const settings = readSettings({ DATA_DIR: join(dataDir, 'services') });
    const parts: Record<ServiceName, ServicePart<string>> = {
      postgres: postgresPart(settings, report),
      redis: redisPart(settings, report),
      queue: queuePart(settings),
    };
    const started = await Promise.all(
      services.map(async (name) => {
        const service = await supervise(parts[name], { report, onChange: () => undefined, longestPause: 500 });
        const address = parts[name].address();
        return [name, { service, address, proxy: await startProxy(() => Number(new URL(address).port)) }] as const;
      }),
    );
    const rig = new Rig(options, dataDir, await freePort(), Object.fromEntries(started) as never, log);
    // The posts of the proof are all that it needs.
    mark(join(dataDir, 'instance'), 'seeded');
    await rig.launch();
    return rig;
  }

  private constructor(
    options: RigOptions,
    dataDir: string,
    port: number,
    started: Record<ServiceName, { service: Supervised; address: string; proxy: Proxy }>,
    log: string[],
  ) {
    const each = <T>(pick: (name: ServiceName) => T) =>
      Object.fromEntries(services.map((name) => [name, pick(name)])) as Record<ServiceName, T>;
    this.#options = options;
    this.#dataDir = dataDir;
    this.log = log;
    this.proxies = each((name) => started[name].proxy);
    this.#services = each((name) => started[name].service);
    this.#addresses = each((name) => started[name].address);
    this.holdFills = join(dataDir, 'hold-fills');
    this.url = `http://localhost:${port}`;
    this.#environment = this.#environmentOf(port);
  }

  #environmentOf(port: number): NodeJS.ProcessEnv {
    const through = (name: ServiceName) => {
      const url = new URL(this.#addresses[name]);
      url.port = String(this.proxies[name].port);
      return url.href.replace(/\/$/, '');
    };
    const plenty = '99999999/s';
    const { PATH, HOME } = process.env;
    const { plant } = this.#options;
    return {
      PATH,
      HOME,
      DATA_DIR: join(this.#dataDir, 'instance'),
      PORT: String(port),
      DATABASE_URL: through('postgres'),
      REDIS_URL: through('redis'),
      SQS_ENDPOINT: through('queue'),
      RATE_LIMIT_READS: plenty,
      RATE_LIMIT_WRITES: plenty,
      RATE_LIMIT_LOGIN: plenty,
      // The promise must hold without anybody who mends what broke it.
      FRESHNESS_CHECKER: 'off',
      // Every other builder is slow: what it read is old by the time that it may be stored.
      COLOPHON_STEPS: `cache-read.fill=hold:${this.holdFills};cache-read.fill=slow:80`,
      ...(plant && {
        PROVE_PLANT: plant,
        NODE_OPTIONS: `--import=${pathToFileURL(join(import.meta.dirname, 'plant.ts')).href}`,
      }),
    };
  }

  /** Where a service is reached, past its proxy. */
  address(name: ServiceName): string {
    return this.#addresses[name];
  }

  /** As the instance says itself; undefined while it is down. */
  described(): Instance | undefined {
    return runningInstance(this.#environment['DATA_DIR']!);
  }

  pid(name: PartName): number | undefined {
    return isService(name) ? this.#services[name].pid() : this.described()?.processes[name];
  }

  /** `npm start`, until it is ready; while a service is not back yet it ends at once, and is started again. */
  async launch(): Promise<void> {
    while (!this.#isStopping && !isInterrupted) {
      const launcher = spawn(process.execPath, ['infra/launcher/start.ts'], {
        cwd: root,
        env: this.#environment,
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      this.#launcher = launcher;
      launchers.add(launcher);
      const ended = once(launcher, 'exit').finally(() => launchers.delete(launcher));
      let output = '';
      launcher.stderr.on('data', (chunk: Buffer) => this.log.push(...chunk.toString().trim().split('\n')));
      const ready = new Promise<boolean>((resolve) => {
        launcher.stdout.on('data', (chunk: Buffer) => {
          output += chunk.toString();
          if (/^ready /m.test(output)) resolve(true);
        });
        void ended.then(() => resolve(false));
      });
      if (await ready) {
        this.token ||= /^token (\S+)/m.exec(output)?.[1] ?? '';
        return;
      }
      this.#options.tell(`npm start ended before it was ready: ${this.log.at(-1)}`);
      await pause(200);
    }
  }

  /** Kills `npm start` and its processes, and the services too if so wished, and starts it again. */
  async killAll(withServices: boolean): Promise<void> {
    const pids = [
      this.#launcher?.pid,
      ...processes.map((name) => this.pid(name)),
      ...(withServices ? services.map((name) => this.pid(name)) : []),
    ];
    for (const pid of pids) if (pid !== undefined) signal(pid, 'SIGKILL');
    await this.launch();
  }

  async stop(): Promise<void> {
    this.#isStopping = true;
    if (this.#launcher?.exitCode === null && this.#launcher.signalCode === null) {
      const ended = once(this.#launcher, 'exit');
      this.#launcher.kill('SIGTERM');
      await ended;
    }
    await Promise.all(services.map((name) => this.#services[name].stop()));
    await Promise.all(services.map((name) => this.proxies[name].stop()));
    await remove(this.#dataDir);
  }
}

const launchers = new Set<ChildProcess>();
const dataDirs = new Set<string>();
let isInterrupted = false;

/** Ends whatever was started, at whatever moment: for who is interrupted. */
export async function endRigs(): Promise<void> {
  isInterrupted = true;
  startNothingMore();
  await Promise.all(
    [...launchers].map(async (launcher) => {
      const ended = once(launcher, 'exit');
      launcher.kill('SIGTERM');
      await ended;
    }),
  );
  await endEverythingLeft(500);
  await Promise.all([...dataDirs].map(remove));
}

async function remove(dataDir: string): Promise<void> {
  await rm(dataDir, { recursive: true, force: true, maxRetries: 3 });
  dataDirs.delete(dataDir);
}

function isService(name: PartName): name is ServiceName {
  return (services as readonly string[]).includes(name);
}
