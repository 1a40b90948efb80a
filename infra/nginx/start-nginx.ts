import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { CannotStart } from '../services/cannot-start.ts';
import { freePort } from '../services/ports.ts';
import { endLeftover, lastWords, type Running, spawnService, type StopSteps } from '../services/running.ts';
import type { NginxProgram } from './nginx-program.ts';

export interface NginxPlace {
  /** Its configuration, log, process record and temporary files lie beside this path. */
  dir: string;
  /** The folder that holds files/. */
  dataDir: string;
  gatewayPort: number;
}

export interface RunningNginx extends Running {
  url: string;
  port: number;
}

const stop: StopSteps = [['SIGTERM', 1000]];

/** The configuration of docker-compose.yml, on this machine: what is replaced are places and nothing else. */
export function configurationFor({ dir, dataDir, gatewayPort }: NginxPlace, port: number): string {
  const places: [string, string][] = [
    ['/tmp/nginx', dir],
    ['listen 8080;', `listen 127.0.0.1:${port};`],
    ['root /data;', `root ${dataDir};`],
    ['server gateway:8080 resolve;', `server 127.0.0.1:${gatewayPort};`],
  ];
  return places.reduce(
    (text, [theirs, ours]) => {
      if (!text.includes(theirs)) throw new Error(`The configuration of NGINX does not say "${theirs}" any more.`);
      return text.replaceAll(theirs, ours);
    },
    readFileSync(join(import.meta.dirname, 'nginx.conf'), 'utf8'),
  );
}

/** A real NGINX on 127.0.0.1, with the configuration that containers get. */
export async function startNginx(program: NginxProgram, place: NginxPlace): Promise<RunningNginx> {
  const { dir } = place;
  await endLeftover(dir, stop);
  for (let attempt = 1; ; attempt++) {
    const port = await freePort();
    mkdirSync(dirname(dir), { recursive: true, mode: 0o700 });
    writeFileSync(`${dir}.conf`, configurationFor(place, port));
    // Root's workers would be nobody's, who may not look into folders of ours.
    const user = process.getuid?.() === 0 ? ' user root;' : '';
    const running = await spawnService({
      name: 'NGINX',
      command: program.command,
      args: ['-c', `${dir}.conf`, '-g', `daemon off;${user}`],
      env: { ...process.env, ...program.env },
      base: dir,
      stop,
    });
    const problem = await ready(running, dir, port);
    if (problem === undefined) return { ...running, port, url: `http://127.0.0.1:${port}` };
    await running.stop();
    if (attempt === 3 || !/in use|bind/i.test(problem)) throw new CannotStart(`NGINX did not start: ${problem}`);
  }
}

async function ready(running: Running, dir: string, port: number): Promise<string | undefined> {
  let ended: string | undefined;
  void running.exited.then((manner) => (ended = manner));
  const deadline = performance.now() + 60_000;
  while (ended === undefined && performance.now() < deadline) {
    if (await accepts(port)) return undefined;
    await wait(15);
  }
  return lastWords(dir) || ended || 'it did not answer';
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1', timeout: 1000 });
    for (const event of ['connect', 'error', 'timeout']) {
      socket.once(event, () => {
        socket.destroy();
        resolve(event === 'connect');
      });
    }
  });
}
