import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { parse } from 'yaml';
import { queueUrlVariable } from '../lambda-host/settings.ts';
import { startContainers } from '../launcher/containers.ts';
import { redisImage } from '../services/docker.ts';
import { queueDefinitions } from '../services/queue-definitions.ts';
import { readServerlessFile } from '../services/serverless-file.ts';
import { readSettings } from '../services/settings.ts';
import { scratchFolder } from '../services/stand-ins.ts';
import { root } from '../services/tools.ts';

interface Service {
  image?: string;
  build?: { context: string; dockerfile: string; target: string };
  command?: string[];
  environment?: Record<string, string>;
  ports?: string[];
  volumes?: string[];
  profiles?: string[];
  restart?: string;
  depends_on?: Record<string, { condition: string }>;
  healthcheck?: { test: string[] };
}

const compose = parse(readFileSync(join(root, 'docker-compose.yml'), 'utf8'), { merge: true }) as {
  services: Record<string, Service>;
  volumes: Record<string, unknown>;
};
const services = Object.entries(compose.services);
/** Run once and end; nobody asks how they are. */
const jobs = ['prepare', 'settle'];
const dockerfile = readFileSync(join(root, 'infra', 'compose', 'Dockerfile'), 'utf8');

test('every part of the system is there', () => {
  expect(Object.keys(compose.services)).toEqual(
    expect.arrayContaining(['postgres', 'redis', 'queue', 'lambda-host', 'gateway', 'web', 'nginx', 'localstack']),
  );
  expect(compose.services['localstack']).toMatchObject({
    image: 'localstack/localstack:4.4.0',
    profiles: ['localstack'],
  });
});

test.each(services)('%s has a pinned image or a build, and says how it is', (name, service) => {
  if (service.build) {
    expect(existsSync(join(root, service.build.dockerfile))).toBe(true);
    expect(dockerfile).toMatch(new RegExp(`^FROM \\S+ AS ${service.build.target}$`, 'm'));
  } else {
    expect(service.image).toMatch(/^[\w./-]+:\d+\.\d+[\w.-]*$/);
  }
  if (jobs.includes(name)) expect(service.restart).toBe('on-failure');
  else expect(service.healthcheck?.test.length).toBeGreaterThan(1);
});

test.each(services)('%s is reached from this machine alone, and mounts only what is declared', (_name, service) => {
  for (const port of service.ports ?? []) expect(port).toMatch(/^127\.0\.0\.1:\$\{[A-Z_]+:-\d+\}:\d+$/);
  for (const volume of service.volumes ?? []) {
    const [source = ''] = volume.split(':');
    if (source.startsWith('.')) expect(existsSync(join(root, source))).toBe(true);
    else expect(compose.volumes).toHaveProperty(source);
  }
  for (const part of service.command ?? []) if (part.endsWith('.ts')) expect(existsSync(join(root, part))).toBe(true);
});

test.each(services)('%s waits for parts that exist, in a way that they can fulfil', (_name, service) => {
  for (const [other, { condition }] of Object.entries(service.depends_on ?? {})) {
    expect(compose.services).toHaveProperty(other);
    if (condition === 'service_healthy') expect(compose.services[other]).toHaveProperty('healthcheck');
    if (condition === 'service_completed_successfully') expect(jobs).toContain(other);
  }
});

test('the queue addresses are those of the queues that serverless.yml declares', () => {
  const { environment = {} } = compose.services['gateway'] ?? {};
  const named = queueDefinitions(readServerlessFile()).map(({ logicalName, queueName }) => [
    queueUrlVariable(logicalName),
    `http://queue:9324/000000000000/${queueName}`,
  ]);
  expect(named).toHaveLength(4);
  for (const [variable = '', url] of named) expect([variable, environment[variable]]).toEqual([variable, url]);
});

test('the web is told no password, and Redis is the one that npm start would run', () => {
  expect(Object.keys(compose.services['web']?.environment ?? {}).sort()).toEqual([
    'API_URL',
    'FILE_LIMIT_MB',
    'HOST',
    'INTERNAL_SECRET',
    'LOG_LEVEL',
    'PORT',
    'PUBLIC_URL',
    'SERVICES_PROJECT',
  ]);
  expect(compose.services['redis']?.image).toBe(redisImage);
  expect(compose.services['redis']?.command).toEqual(expect.arrayContaining(['volatile-lru', '256mb']));
});

const path = process.env['PATH'] ?? '';
afterEach(() => (process.env['PATH'] = path));

test('SERVICES=docker starts the service containers, waits until they are healthy, and stops them', async () => {
  const folder = scratchFolder();
  mkdirSync(join(folder, 'bin'));
  const log = join(folder, 'log');
  // A stand-in for the client: it notes what it is asked, and the environment that compose would read.
  writeFileSync(join(folder, 'bin', 'docker'), `#!/bin/sh\necho "$REDIS_PORT $*" >> '${log}'\necho 28.0\n`);
  chmodSync(join(folder, 'bin', 'docker'), 0o755);
  process.env['PATH'] = `${join(folder, 'bin')}${delimiter}${path}`;
  const settings = readSettings({
    SERVICES: 'docker',
    DATA_DIR: join(folder, 'data'),
    SQS_ENDPOINT: 'http://127.0.0.1:1',
  });
  const report = { progress: () => undefined, say: () => Promise.resolve(), trouble: () => undefined };
  const containers = await startContainers(settings, report);
  await containers.part.stop();
  const port = new URL(containers.redisUrl).port;
  const asked = readFileSync(log, 'utf8').trim().split('\n').slice(1);
  expect(asked).toEqual([
    expect.stringMatching(
      new RegExp(
        `^${port} compose --project-name colophon-\\w+ --file \\S+docker-compose.yml up --detach --wait postgres redis$`,
      ),
    ),
    expect.stringMatching(/ stop --timeout 2 postgres redis$/),
  ]);
  // The next start finds the same containers again.
  expect(await startContainers(settings, report)).toMatchObject({
    redisUrl: containers.redisUrl,
    databaseUrl: containers.databaseUrl,
  });
});
