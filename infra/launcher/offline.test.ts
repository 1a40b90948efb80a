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
    { timeout: 240_000, interval: 100 },
  );
  api = `http://127.0.0.1:${port}/api/v1`;
}, 250_000);
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

/**
 * The emulator loads each function in a thread of its own when it is first asked, and on a busy machine one that is cold runs
 * out of its time, which the emulator may call a 200. So one asks again until it is warm; what it answers then counts.
 */
async function answered(path: string, init: RequestInit = {}): Promise<Response> {
  let response: Response;
  const isWarm = async () => {
    response = await fetch(`${api}/${path}`, init);
    return response.status < 500 && !(await response.clone().text()).includes('LambdaTimeoutError');
  };
  await expect.poll(isWarm, { timeout: 60_000 }).toBe(true);
  return response!;
}

test('a reader is answered, with HEAD too', { timeout: 70_000 }, async () => {
  const response = await answered(post);
  expect(response.status).toBe(200);
  expect(await response.json()).toMatchObject({ path: 'the-cache/cache-api' });
  const head = await answered(post, { method: 'HEAD' });
  expect([head.status, head.headers.get('etag')]).toEqual([200, response.headers.get('etag')]);
  const known = { 'If-None-Match': response.headers.get('etag') ?? '' };
  expect((await answered(post, { headers: known })).status).toBe(304);
});

test('what no route takes is answered by the default', { timeout: 70_000 }, async () => {
  expect((await answered('nowhere')).status).toBe(404);
  const refused = await answered('site', { method: 'DELETE' });
  expect([refused.status, refused.headers.get('allow')]).toEqual([405, 'GET, HEAD, PUT']);
});

test('the author is known by the token, and nobody else', { timeout: 130_000 }, async () => {
  expect((await answered('ops/queue')).status).toBe(401);
  expect((await answered('ops/queue', { headers: asAuthor() })).status).toBe(200);
  // Without a body, which serverless-offline hands over as null.
  expect((await answered('ops/queue/redrive', { method: 'POST', headers: asAuthor() })).status).toBe(200);
});

test('a write becomes visible: outbox, queue and cache-sync run', { timeout: 190_000 }, async () => {
  const { id } = (await (await answered(post)).json()) as Post;
  const headers = { ...asAuthor(), 'If-Match': '*', 'Content-Type': 'application/json' };
  const body = JSON.stringify({ summary: 'Written under serverless-offline.' });
  expect((await answered(`posts/${id}`, { method: 'PATCH', headers, body })).status).toBe(200);
  const seen = async () => ((await (await answered(post)).json()) as Post).summary;
  // A cold cache-sync runs out of its three seconds as well; its message comes again after its visibility, 18 s.
  await expect.poll(seen, { timeout: 60_000 }).toBe('Written under serverless-offline.');
  await expect.poll(() => output, { timeout: 60_000 }).toContain('(λ: cache-sync)');
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
