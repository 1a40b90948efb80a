import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { freePort } from '../services/ports.ts';
import { identify, isRunning } from '../services/processes.ts';
import { scratchFolder } from '../services/stand-ins.ts';
import type { Instance } from './instance-file.ts';
import { run, type Run } from './stand-ins/run.ts';

/** npm start itself, with everything that is real. The tests follow one another: the first start of a folder is what takes long. */
const minutes = 60_000;
const dataDir = scratchFolder();
const entry = join(import.meta.dirname, 'start.ts');
const runs: Run[] = [];
let port = 0;
let token = '';

afterAll(async () => {
  for (const one of runs) one.kill('SIGINT');
  await Promise.all(runs.map(({ exited }) => exited));
}, minutes);

function start(folder: string, at: number): Run {
  const one = run(entry, [], { DATA_DIR: folder, PORT: String(at), RATE_LIMIT_READS: '9999/s' });
  runs.push(one);
  return one;
}

const instanceOf = (folder: string) => JSON.parse(readFileSync(join(folder, 'instance.json'), 'utf8')) as Instance;
const identitiesOf = (folder: string) => Object.values(instanceOf(folder).processes).map(identify);
const stillRunning = (identities: ReturnType<typeof identitiesOf>) =>
  identities.filter((identity) => identity && isRunning(identity));

async function command(...args: string[]): Promise<string> {
  const one = run(join(import.meta.dirname, '..', 'cli', 'colophon.ts'), args, { DATA_DIR: dataDir });
  expect(await one.exited).toBe(0);
  return one.stdout.join('\n');
}

async function status(path: string, authorization?: string): Promise<number> {
  const answer = await fetch(`http://localhost:${port}${path}`, { headers: authorization ? { authorization } : {} });
  await answer.arrayBuffer();
  return answer.status;
}

async function setUp(line: string): Promise<number> {
  const body = {
    token: line.split('token=')[1],
    email: 'ada@example.org',
    name: 'Ada',
    password: 'the moth in relay 70',
  };
  const answer = await fetch(`http://localhost:${port}/api/v1/session/setup`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  await answer.arrayBuffer();
  return answer.status;
}

test(
  'a first start that is killed while it seeds is finished by the next, and its token holds',
  { timeout: 4 * minutes },
  async () => {
    port = await freePort();
    const first = start(dataDir, port);
    token = (await first.line('token ')).slice(6);
    expect(token).toMatch(/^colophon_[A-Za-z0-9_-]{43}$/);
    const link = await first.line('setup ');
    expect(link).toMatch(/^setup http:\/\/localhost:\d+\/studio\/setup\?token=setup_[\w-]{43}$/);
    await first.line('  sample site: ');
    expect(first.stdout.some((line) => line.startsWith('ready '))).toBe(false);
    const before = identitiesOf(dataDir);
    first.kill('SIGKILL');
    await first.exited;

    const second = start(dataDir, port);
    expect(await second.line('ready ')).toBe(`ready http://localhost:${port}`);
    expect(second.stdout.filter((line) => line.startsWith('token '))).toEqual([]);
    // Nobody has used the first one, so there is another; and the first is none any more.
    const next = await second.line('setup ');
    expect([await setUp(link), await setUp(next), await setUp(next)]).toEqual([401, 200, 401]);
    expect(stillRunning(before)).toEqual([]);
    expect(await status('/api/v1/studio/posts', `Bearer ${token}`)).toBe(200);
    expect(await status('/api/v1/studio/posts')).toBe(401);
    expect(await status('/api/v1/projects/colophon/posts/the-flow/application-flow')).toBe(200);
    expect(await status('/projects/colophon/the-flow/application-flow')).toBe(200);
    expect(await command('sql', `select count(*) from posts where status = 'published'`)).toMatch(/^ ?1\d$/m);
  },
);

test('a second instance runs beside the first, with contents of its own', { timeout: 4 * minutes }, async () => {
  const folder = scratchFolder();
  const other = start(folder, await freePort());
  expect((await other.line('token ')).slice(6)).not.toBe(token);
  await other.line('ready ');
  expect(instanceOf(folder).environment['DATABASE_URL']).not.toBe(instanceOf(dataDir).environment['DATABASE_URL']);
  const identities = identitiesOf(folder);
  const began = performance.now();
  other.kill('SIGINT');
  expect(await other.exited).toBe(0);
  expect(performance.now() - began).toBeLessThan(5000);
  expect(stillRunning(identities)).toEqual([]);
  expect(await status('/api/v1/site')).toBe(200);
});

test('each part that is killed comes back, and what was written is there', { timeout: 2 * minutes }, async () => {
  const { processes } = instanceOf(dataDir);
  expect(Object.keys(processes).sort()).toEqual(['gateway', 'lambda-host', 'postgres', 'queue', 'redis', 'web']);
  for (const pid of Object.values(processes)) process.kill(pid, 'SIGKILL');
  const options = { timeout: 30_000, interval: 100 };
  await expect.poll(() => status('/projects/colophon/the-flow/application-flow').catch(() => 0), options).toBe(200);
  await expect.poll(() => status('/api/v1/studio/posts', `Bearer ${token}`).catch(() => 0), options).toBe(200);
  expect(Object.values(instanceOf(dataDir).processes)).toHaveLength(6);
});

test(
  'what the command line needs is in the instance’s file, and it goes with the instance',
  { timeout: 2 * minutes },
  async () => {
    const printed = await command('env');
    expect(printed).toMatch(/^LAMBDA_ENDPOINT=http:\/\/127\.0\.0\.1:\d+$/m);
    const metrics = await fetch(/^METRICS_URL=(.+)$/m.exec(printed)![1]!);
    expect(await metrics.text()).toMatch(/^colophon_http_requests_total{route="\/api\/v1\/site",/m);
    expect(await status('/metrics')).toBe(404);
    const fresh = (await command('token', '--new')).slice(6);
    expect(await status('/api/v1/studio/posts', `Bearer ${fresh}`)).toBe(200);
    const identities = identitiesOf(dataDir);
    const running = runs[1];
    running?.kill('SIGTERM');
    expect(await running?.exited).toBe(0);
    expect(stillRunning(identities)).toEqual([]);
    const without = run(join(import.meta.dirname, '..', 'cli', 'colophon.ts'), ['env'], { DATA_DIR: dataDir });
    expect(await without.exited).toBe(1);
    expect(without.stderr).toEqual([expect.stringMatching(/^No instance of Colophon runs on /)]);
  },
);

test('a token that was made and never shown is replaced by one that is', { timeout: 2 * minutes }, async () => {
  rmSync(join(dataDir, 'first-start', 'token-printed'));
  const began = performance.now();
  const again = start(dataDir, port);
  const shown = (await again.line('token ')).slice(6);
  await again.line('ready ');
  // There is an account by now.
  expect(again.stdout.filter((line) => line.startsWith('setup '))).toEqual([]);
  expect(performance.now() - began).toBeLessThan(8000);
  expect(await status('/api/v1/studio/posts', `Bearer ${shown}`)).toBe(200);
  expect(await status('/api/v1/studio/posts', `Bearer ${token}`)).toBe(401);
});
