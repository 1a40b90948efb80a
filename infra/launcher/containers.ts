import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CannotStart } from '../services/cannot-start.ts';
import { runCommand } from '../services/command.ts';
import { dockerAnswers } from '../services/docker.ts';
import { freePort } from '../services/ports.ts';
import type { Settings } from '../services/settings.ts';
import { root } from '../services/tools.ts';
import { whileItTakes } from './report.ts';
import type { Report } from './report.ts';
import type { Supervised } from './supervise.ts';

export interface Containers {
  databaseUrl: string;
  redisUrl: string;
  sqsEndpoint: string;
  part: Supervised;
}

interface Access {
  POSTGRES_PORT: string;
  REDIS_PORT: string;
  QUEUE_PORT: string;
  POSTGRES_PASSWORD: string;
  REDIS_PASSWORD: string;
}

/** SERVICES=docker: the service containers of docker-compose.yml, published on loopback. The engine keeps them running; we start and stop them. */
export async function startContainers(settings: Settings, report: Report): Promise<Containers> {
  const { dataDir, databaseUrl, redisUrl, sqsEndpoint } = settings;
  if (!(await dockerAnswers()))
    throw new CannotStart('The setting SERVICES=docker needs a Docker engine, and none answers "docker info".');
  const services = [!databaseUrl && 'postgres', !redisUrl && 'redis', !sqsEndpoint && 'queue'].filter(
    (name) => name !== false,
  );
  const access = await accessOf(dataDir);
  const project = `colophon-${createHash('sha256').update(dataDir).digest('hex').slice(0, 10)}`;
  const compose = (args: string[], timeoutSeconds: number) =>
    runCommand('docker', ['compose', '--project-name', project, '--file', join(root, 'docker-compose.yml'), ...args], {
      cwd: root,
      env: { ...access },
      timeoutSeconds,
    });
  const tell = (line: string) => report.progress('docker', line);
  tell(`starting the containers ${services.join(', ')}`);
  const up = await whileItTakes(tell, 'starting', compose(['up', '--detach', '--wait', ...services], 600));
  if (!up.ok) throw new CannotStart(`The service containers did not start: ${up.lastWords}`);
  return {
    databaseUrl: `postgres://colophon:${access.POSTGRES_PASSWORD}@127.0.0.1:${access.POSTGRES_PORT}/colophon`,
    redisUrl: `redis://:${access.REDIS_PASSWORD}@127.0.0.1:${access.REDIS_PORT}`,
    sqsEndpoint: `http://127.0.0.1:${access.QUEUE_PORT}`,
    part: {
      name: 'containers',
      pid: () => undefined,
      restart: async () => (await compose(['restart', ...services], 60)).ok,
      async stop() {
        await compose(['stop', '--timeout', '2', ...services], 20);
      },
    },
  };
}

/** Passwords and ports stay with the data directory: containers whose settings did not change are not made anew. */
async function accessOf(dataDir: string): Promise<Access> {
  const path = join(dataDir, 'containers.json');
  if (existsSync(path)) return JSON.parse(readFileSync(path, 'utf8')) as Access;
  const password = () => randomBytes(24).toString('hex');
  const [postgres, redis, queue] = [await freePort(), await freePort(), await freePort()];
  const access: Access = {
    POSTGRES_PORT: String(postgres),
    REDIS_PORT: String(redis),
    QUEUE_PORT: String(queue),
    POSTGRES_PASSWORD: password(),
    REDIS_PASSWORD: password(),
  };
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  writeFileSync(path, JSON.stringify(access), { mode: 0o600 });
  return access;
}
