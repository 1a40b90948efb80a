import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freshCluster, freshRedis, type TestDatabase } from '../checks/test-database.ts';
import { freePort } from '../services/ports.ts';
import { startQueue, type RunningQueue } from '../services/queue.ts';
import type { RunningRedis } from '../services/redis.ts';
import { scratchFolder } from '../services/stand-ins.ts';
import type { Instance } from './instance-file.ts';
import { run, type Run } from './stand-ins/run.ts';

/** Each service that is given by address replaces ours, and is the giver's to stop. */
const minutes = 60_000;
let database: TestDatabase;
let redis: RunningRedis;
let queue: RunningQueue;
const runs: Run[] = [];

beforeAll(async () => {
  [database, redis, queue] = await Promise.all([
    freshCluster(),
    freshRedis(),
    startQueue({ dir: join(scratchFolder(), 'queue'), persist: false }),
  ]);
}, minutes);

afterAll(async () => {
  for (const one of runs) one.kill('SIGINT');
  await Promise.all(runs.map(({ exited }) => exited));
  await Promise.all([database.drop(), redis.stop(), queue.stop()]);
}, minutes);

async function start(environment: Record<string, string>): Promise<Run & { dataDir: string; port: string }> {
  const [dataDir, port] = [scratchFolder(), String(await freePort())];
  const given = { DATABASE_URL: database.ownerUrl, REDIS_URL: redis.url, SQS_ENDPOINT: queue.endpoint };
  const one = run(join(import.meta.dirname, 'start.ts'), [], {
    DATA_DIR: dataDir,
    PORT: port,
    ...given,
    ...environment,
  });
  runs.push(one);
  return { ...one, dataDir, port };
}

test('with all three given, only our own processes run, and theirs outlive us', { timeout: 4 * minutes }, async () => {
  const one = await start({});
  await one.line('token ');
  await one.line('ready ');
  const { processes } = JSON.parse(readFileSync(join(one.dataDir, 'instance.json'), 'utf8')) as Instance;
  expect(Object.keys(processes).sort()).toEqual(['gateway', 'lambda-host', 'web']);
  const path = '/api/v1/projects/colophon/posts/the-flow/application-flow';
  const answers = [
    await fetch(`http://localhost:${one.port}${path}`),
    await fetch(`http://localhost:${one.port}${path}`),
  ];
  expect(answers.map(({ status }) => status)).toEqual([200, 200]);
  const status = async () => (await fetch(`http://localhost:${one.port}${path}`)).headers.get('cache-status');
  await expect.poll(status, { timeout: 10_000 }).toBe('colophon-edge; hit');
  one.kill('SIGINT');
  expect(await one.exited).toBe(0);
  expect((await fetch(`${queue.endpoint}/health`)).status).toBe(200);
});

test('a database that holds a site already gets no sample on top of it', { timeout: 4 * minutes }, async () => {
  const one = await start({});
  await one.line('ready ');
  expect(one.stdout.filter((line) => line.includes('sample site'))).toEqual([]);
  one.kill('SIGINT');
  expect(await one.exited).toBe(0);
});

test('a given service that cannot be used is named in one sentence', { timeout: 2 * minutes }, async () => {
  const nowhere = `127.0.0.1:${await freePort()}`;
  const evicting = await freshRedis({ directives: { 'maxmemory-policy': 'allkeys-lru' } });
  const cases: [Record<string, string>, RegExp][] = [
    [{ DATABASE_URL: `postgres://a:b@${nowhere}/c` }, /^The database in DATABASE_URL does not answer: .*ECONNREFUSED/],
    [{ REDIS_URL: `redis://${nowhere}` }, /^The Redis in REDIS_URL does not answer: .*ECONNREFUSED/],
    [{ REDIS_URL: evicting.url }, /^The setting REDIS_URL is broken: that Redis evicts every key/],
    [
      { SQS_ENDPOINT: `http://${nowhere}` },
      /^The queue server at SQS_ENDPOINT=.* did not make its queues: .*ECONNREFUSED/,
    ],
  ];
  for (const [environment, sentence] of cases) {
    const one = await start(environment);
    expect(await one.exited).toBe(1);
    expect(one.stderr).toEqual([expect.stringMatching(sentence)]);
  }
  await evicting.stop();
});
