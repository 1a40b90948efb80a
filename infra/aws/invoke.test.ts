import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ServicesUnderTest, servicesUnderTest } from './services-under-test.ts';

const root = join(import.meta.dirname, '..', '..');
const dataDir = mkdtempSync(join(tmpdir(), 'colophon-invoke-'));
const empty = mkdtempSync(join(tmpdir(), 'colophon-nothing-'));
let services: ServicesUnderTest;

beforeAll(async () => {
  services = await servicesUnderTest();
  writeFileSync(
    join(dataDir, 'instance.json'),
    JSON.stringify({ pid: process.pid, environment: services.environment }),
  );
});
afterAll(async () => {
  await services.stop();
  for (const folder of [dataDir, empty]) rmSync(folder, { recursive: true, force: true });
});

interface Outcome {
  code: number;
  stdout: string;
  stderr: string;
}

function run(command: string, args: string[], settings: Record<string, string>): Promise<Outcome> {
  const environment = { PATH: process.env['PATH'], HOME: process.env['HOME'], DATA_DIR: dataDir, ...settings };
  return new Promise((resolve) => {
    execFile(command, args, { cwd: root, env: environment, timeout: 25_000 }, (error, stdout, stderr) =>
      resolve({ code: error ? Number(error.code ?? 1) : 0, stdout, stderr }),
    );
  });
}

const invoke = (args: string[], settings: Record<string, string> = {}) =>
  run(process.execPath, [join(root, 'infra', 'aws', 'invoke.ts'), ...args], settings);

/** The Node that the user has, as against the one that npm's scripts run. */
const systemNode = (process.env['PATH'] ?? '')
  .split(delimiter)
  .filter((folder) => !folder.includes('node_modules'))
  .map((folder) => join(folder, 'node'))
  .find((path) => existsSync(path));

const bodyOf = ({ stdout }: Outcome) =>
  JSON.parse((JSON.parse(stdout) as { body: string }).body) as Record<string, unknown>;

test('a function answers its recorded event, through functions that it asks', { timeout: 30_000 }, async () => {
  const outcome = await invoke(['cache-read-list-projects']);
  expect(outcome).toMatchObject({ code: 0, stderr: '' });
  expect(JSON.parse(outcome.stdout)).toMatchObject({
    statusCode: 200,
    headers: { 'cache-status': 'colophon; fwd=miss; stored' },
  });
  expect(bodyOf(outcome)).toEqual({ items: [] });
});

test('an answer that is no success is an answer', { timeout: 30_000 }, async () => {
  const outcome = await invoke(['cache-read-get-post', 'events/get-post.json']);
  expect(outcome.code).toBe(0);
  expect(bodyOf(outcome)).toMatchObject({ status: 404, requestId: 'recorded-cache-read-get-post' });
});

test(
  'typed directly it works under the Node of the system, whatever keys its user has',
  { timeout: 30_000 },
  async () => {
    const bin = join(root, 'node_modules', 'serverless', 'bin', 'serverless.js');
    const args = [
      bin,
      'invoke',
      'local',
      '-f',
      'operations-check-identity',
      '-p',
      'events/operations-check-identity.json',
    ];
    const keys = { AWS_ACCESS_KEY_ID: 'somebody', AWS_SECRET_ACCESS_KEY: 'secret', AWS_PROFILE: 'work' };
    const outcome = await run(systemNode ?? process.execPath, args, keys);
    expect(outcome).toMatchObject({ code: 0, stderr: '' });
    expect(JSON.parse(outcome.stdout)).toMatchObject({ value: { identity: expect.stringMatching(/^[0-9a-f]{32}$/) } });
  },
);

test('Redis is away: it answers all the same', { timeout: 30_000 }, async () => {
  const outcome = await invoke(['cache-read-get-site'], { REDIS_URL: 'redis://127.0.0.1:1' });
  expect(outcome.code).toBe(0);
  expect(JSON.parse(outcome.stdout)).toMatchObject({ headers: { 'cache-status': 'colophon; fwd=bypass' } });
});

test('Postgres is away: it says so, and returns', { timeout: 30_000 }, async () => {
  const outcome = await invoke(['database-read-list-posts-for-studio'], {
    DATABASE_WRITER_URL: 'postgres://a:b@127.0.0.1:1/c',
  });
  expect(outcome.code).toBe(1);
  expect(bodyOf(outcome)).toMatchObject({ status: 503, detail: 'The database cannot be reached.' });
});

test(
  'a function that cannot reach another says which; what was logged is not among the answer',
  { timeout: 30_000 },
  async () => {
    const outcome = await invoke(['cache-sync'], { LAMBDA_ENDPOINT: 'http://127.0.0.1:1' });
    expect(outcome.code).toBe(1);
    expect(JSON.parse(outcome.stdout)).toMatchObject({ batchItemFailures: [{ itemIdentifier: expect.any(String) }] });
    expect(outcome.stderr).toContain('cache-invalidate cannot be reached.');
  },
);

test('no instance runs: it says how to start one, and returns', { timeout: 30_000 }, async () => {
  const outcome = await invoke(['cache-read-get-post'], { DATA_DIR: empty });
  expect(outcome.code).toBe(1);
  expect(outcome.stderr).toContain(`No instance runs on ${empty} (npm start starts one)`);
  expect(bodyOf(outcome)).toMatchObject({ status: 503, detail: 'database-read-get-post cannot be reached.' });
});

test.each([
  [['cache-read-get-pots'], 'There is no function cache-read-get-pots.'],
  [['cache-read-get-post', 'events/nowhere.json'], 'The event file events/nowhere.json does not exist'],
  [[], 'npm run invoke -- <function> [event file]'],
])('%j is answered in a sentence', async (args, sentence) => {
  const outcome = await invoke(args);
  expect(outcome).toMatchObject({ code: 1, stdout: '' });
  expect(outcome.stderr).toContain(sentence);
});
