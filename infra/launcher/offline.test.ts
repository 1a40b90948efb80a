import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { freshDatabase, freshRedis, type TestDatabase } from '../checks/test-database.ts';
import { freePort } from '../services/ports.ts';
import { identify } from '../services/processes.ts';
import type { RunningRedis } from '../services/redis.ts';
import { runningInstance } from './instance-file.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'colophon-offline-'));
let database: TestDatabase;
let redis: RunningRedis;
let launcher: ChildProcess;
let output = '';
let api: string;

beforeAll(async () => {
  [database, redis] = await Promise.all([freshDatabase(), freshRedis()]);
  const [port, lambdaPort] = [await freePort(), await freePort()];
  const environment = {
    PATH: process.env['PATH'],
    HOME: process.env['HOME'],
    DATA_DIR: dataDir,
    DATABASE_URL: database.ownerUrl,
    REDIS_URL: redis.url,
    OFFLINE_PORT: String(port),
    OFFLINE_LAMBDA_PORT: String(lambdaPort),
  };
  launcher = spawn(process.execPath, [join(import.meta.dirname, 'offline.ts')], {
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  for (const stream of [launcher.stdout, launcher.stderr])
    stream?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  await vi.waitFor(
    () => {
      if (launcher.exitCode !== null) throw new Error(`npm run offline ended:\n${output}`);
      expect(output).toMatch(/^ready /m);
    },
    { timeout: 110_000, interval: 100 },
  );
  api = `http://127.0.0.1:${port}/api/v1`;
}, 120_000);
afterAll(async () => {
  if (launcher.exitCode === null) {
    launcher.kill('SIGKILL');
    await once(launcher, 'exit');
  }
  await Promise.all([database.drop(), redis.stop()]);
  rmSync(dataDir, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
});

const asAuthor = () => ({ Authorization: `Bearer ${/^token (\S+)/m.exec(output)?.[1]}` });
const post = 'projects/colophon/posts/the-cache/cache-api';

interface Post {
  id: string;
  summary: string;
}

test('a reader is answered, with HEAD too', { timeout: 40_000 }, async () => {
  // The emulator loads each function in a thread of its own when it is first asked; on a busy machine a cold one is late.
  const status = async () => (await fetch(`${api}/${post}`)).status;
  await expect.poll(status, { timeout: 30_000 }).toBe(200);
  const response = await fetch(`${api}/${post}`);
  expect(await response.json()).toMatchObject({ path: 'the-cache/cache-api' });
  const head = await fetch(`${api}/${post}`, { method: 'HEAD' });
  expect([head.status, head.headers.get('etag')]).toEqual([200, response.headers.get('etag')]);
  const known = { 'If-None-Match': response.headers.get('etag') ?? '' };
  expect((await fetch(`${api}/${post}`, { headers: known })).status).toBe(304);
});

test('what no route takes is answered by the default', async () => {
  expect((await fetch(`${api}/nowhere`)).status).toBe(404);
  const refused = await fetch(`${api}/site`, { method: 'DELETE' });
  expect([refused.status, refused.headers.get('allow')]).toEqual([405, 'GET, HEAD, PUT']);
});

test('the author is known by the token, and nobody else', async () => {
  expect((await fetch(`${api}/ops/queue`)).status).toBe(401);
  expect((await fetch(`${api}/ops/queue`, { headers: asAuthor() })).status).toBe(200);
  // Without a body, which serverless-offline hands over as null.
  expect((await fetch(`${api}/ops/queue/redrive`, { method: 'POST', headers: asAuthor() })).status).toBe(200);
});

test('a write becomes visible: outbox, queue and cache-sync run', async () => {
  const { id } = (await (await fetch(`${api}/${post}`)).json()) as Post;
  const headers = { ...asAuthor(), 'If-Match': '*', 'Content-Type': 'application/json' };
  const body = JSON.stringify({ summary: 'Written under serverless-offline.' });
  const written = await fetch(`${api}/posts/${id}`, { method: 'PATCH', headers, body });
  expect(written.status).toBe(200);
  const seen = async () => ((await (await fetch(`${api}/${post}`)).json()) as Post).summary;
  await vi.waitFor(async () => expect(await seen()).toBe('Written under serverless-offline.'), {
    timeout: 10_000,
    interval: 50,
  });
  await vi.waitFor(() => expect(output).toContain('(λ: cache-sync)'), { timeout: 10_000 });
});

test('Ctrl-C ends all of it', async () => {
  const processes = Object.values(runningInstance(dataDir)?.processes ?? {});
  expect(processes.length).toBeGreaterThanOrEqual(3);
  const began = performance.now();
  launcher.kill('SIGINT');
  expect(await once(launcher, 'exit')).toEqual([0, null]);
  expect(performance.now() - began).toBeLessThan(5500);
  expect(processes.filter((pid) => identify(pid))).toEqual([]);
});
