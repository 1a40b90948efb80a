import { existsSync, readdirSync } from 'node:fs';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { freePort } from '../services/ports.ts';
import { identify, isRunning } from '../services/processes.ts';
import { scratchFolder } from '../services/stand-ins.ts';
import { run, type Run } from './stand-ins/run.ts';

const entry = join(import.meta.dirname, 'stand-ins', 'instance.ts');
const runs: Run[] = [];
afterEach(async () => {
  for (const one of runs.splice(0)) {
    one.kill('SIGKILL');
    await one.exited;
  }
});

async function start(parts: string[], environment: Record<string, string> = {}): Promise<Run & { dataDir: string }> {
  const dataDir = environment['DATA_DIR'] ?? scratchFolder();
  const one = run(entry, parts, { PORT: String(await freePort()), DATA_DIR: dataDir, ...environment });
  runs.push(one);
  return { ...one, dataDir };
}

async function pidsOf(one: Run): Promise<Record<string, number>> {
  return JSON.parse((await one.line('ready ')).slice(6)) as Record<string, number>;
}

test.each(['SIGINT', 'SIGTERM'] as const)('%s stops the parts in their order, and leaves none', async (signal) => {
  const one = await start(['lambda-host:good', 'web:good', 'gateway:good']);
  const identities = Object.values(await pidsOf(one)).map(identify);
  expect(identities).toHaveLength(3);
  one.kill(signal);
  expect(await one.exited).toBe(0);
  expect(one.stderr).toEqual(['gateway was asked to stop', 'web was asked to stop', 'lambda-host was asked to stop']);
  expect(identities.filter((identity) => identity && isRunning(identity))).toEqual([]);
  expect(readdirSync(one.dataDir).filter((name) => name.endsWith('.json'))).toEqual([]);
});

test('parts that do not listen are killed within five seconds', async () => {
  const one = await start(['lambda-host:stubborn', 'web:stubborn', 'gateway:stubborn']);
  const identities = Object.values(await pidsOf(one)).map(identify);
  const began = performance.now();
  one.kill('SIGINT');
  expect(await one.exited).toBe(0);
  expect(performance.now() - began).toBeLessThan(5000);
  expect(identities.filter((identity) => identity && isRunning(identity))).toEqual([]);
});

test('the two signals of one Ctrl-C under npm are one; a later one ends it at once', async () => {
  const one = await start(['lambda-host:stubborn', 'gateway:stubborn']);
  const identities = Object.values(await pidsOf(one)).map(identify);
  one.kill('SIGINT');
  one.kill('SIGINT');
  await expect.poll(() => one.stderr).toEqual(['gateway was asked to stop']);
  await new Promise((resolve) => setTimeout(resolve, 500));
  one.kill('SIGINT');
  expect(await one.exited).toBe(130);
  expect(identities.filter((identity) => identity && isRunning(identity))).toEqual([]);
});

test('a part that cannot come up ends everything with one sentence', async () => {
  const one = await start(['lambda-host:good', 'gateway:broken']);
  expect(await one.exited).toBe(1);
  expect(one.stderr).toEqual([
    'gateway has a reason',
    'gateway has a reason',
    'gateway does not start (exit code 1); its messages are above.',
    'lambda-host was asked to stop',
  ]);
});

test('when the launcher is killed its processes end by themselves', async () => {
  const one = await start(['lambda-host:good', 'gateway:good']);
  const identities = Object.values(await pidsOf(one)).map(identify);
  one.kill('SIGKILL');
  await expect.poll(() => identities.filter((identity) => identity && isRunning(identity))).toEqual([]);
});

test('a second start on the same folder is refused while the first runs, and allowed afterwards', async () => {
  const first = await start(['web:good']);
  await first.line('ready ');
  const second = await start(['web:good'], { DATA_DIR: first.dataDir });
  expect(await second.exited).toBe(1);
  expect(second.stderr).toEqual([
    `Colophon already runs on ${first.dataDir}: stop it first, or give this one another DATA_DIR and PORT.`,
  ]);
  first.kill('SIGKILL');
  await first.exited;
  const third = await start(['web:good'], { DATA_DIR: first.dataDir });
  await third.line('ready ');
});

test('a broken setting, a folder that cannot be written and a taken port are told before anything is started', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const taken = await start(['web:good'], { PORT: String(port) });
  expect(await taken.exited).toBe(1);
  expect(taken.stderr).toEqual([
    `Another program already listens on port ${port} on 127.0.0.1: stop it or set PORT to a free port.`,
  ]);
  expect(existsSync(join(taken.dataDir, 'web.process.json'))).toBe(false);
  server.close();
  const broken = await start(['web:good'], { RATE_LIMIT_READS: 'many' });
  expect(await broken.exited).toBe(1);
  expect(broken.stderr).toEqual([
    expect.stringMatching(/^The setting RATE_LIMIT_READS=many is broken: it must be like 600\/min/),
  ]);
  const unwritable = await start(['web:good'], { DATA_DIR: join(import.meta.filename, 'below') });
  expect(await unwritable.exited).toBe(1);
  expect(unwritable.stderr).toEqual([expect.stringMatching(/^The setting DATA_DIR is broken: .* cannot be written/)]);
});
