import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { Redis } from 'ioredis';
import { Client } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startInstance, type StartedInstance } from '../../checks/instance.ts';
import { freshDatabase, freshRedis, type RunningRedis, type TestDatabase } from '../../checks/test-database.ts';
import { Author } from '../../checks/whole/author.ts';
import { freePort } from '../../services/ports.ts';

/** How soon readers see what another database says, and without a fault what was written. */
const afterFaultMs = 20_000;
const boundMs = 1_000;

let database: TestDatabase;
let redis: RunningRedis;
let cache: Redis;
let settings: Record<string, string>;
let instance: StartedInstance;
let author: Author;
let post: { id: string; path: string };

const nameOf = (url: string) => new URL(url).pathname.slice(1);
const at = (name: string) => Object.assign(new URL(database.ownerUrl), { pathname: `/${name}` }).href;
const [backup, other] = ['backup', 'other'].map((what) => `${what}_${crypto.randomUUID().slice(0, 8)}`) as [
  string,
  string,
];

async function sql<Row>(url: string, ...statements: string[]): Promise<Row[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    let rows: Row[] = [];
    for (const statement of statements) rows = (await client.query(statement)).rows as Row[];
    return rows;
  } finally {
    await client.end();
  }
}

/** Nobody is connected to a database that is copied. */
async function copy(from: string, to: string): Promise<void> {
  await sql(
    at('postgres'),
    `alter database ${from} allow_connections false`,
    `select pg_terminate_backend(pid, 1000) from pg_stat_activity where datname = '${from}'`,
    `create database ${to} template ${from}`,
    `alter database ${from} allow_connections true`,
  );
}

const get = (path: string, headers: Record<string, string> = {}) => fetch(`${instance.url}${path}`, { headers });
const titleAt = async (path: string) =>
  ((await (await get(path)).json().catch(() => ({}))) as { title?: string }).title;
const page = () => post.path.replace('/api/v1', '').replace('/posts/', '/');
const pageSays = async (title: string) => (await (await get(page())).text()).includes(title);
const inRedis = async () =>
  (await get(post.path, { authorization: 'Bearer nobody' })).headers.get('cache-status')?.split(',')[0];
const generation = () => cache.get('colophon:generation');

async function everybodySees(title: string, withinMs: number): Promise<void> {
  await expect.poll(() => titleAt(post.path), { timeout: withinMs, interval: 20 }).toBe(title);
  await expect.poll(() => pageSays(title), { timeout: withinMs, interval: 20 }).toBe(true);
}

/** Cached in Redis and in the gateway: whoever does not ask the database is answered with this. */
async function isCached(title: string): Promise<void> {
  await everybodySees(title, afterFaultMs);
  await expect.poll(inRedis).toBe('colophon; hit');
  for (const path of [post.path, page()])
    await expect.poll(async () => (await get(path)).headers.get('cache-status')).toBe('colophon-edge; hit');
}

async function startAgain(databaseUrl: string): Promise<void> {
  await instance.stop();
  instance = await startInstance({ ...settings, DATABASE_URL: databaseUrl });
}

beforeAll(async () => {
  [database, redis] = await Promise.all([freshDatabase(), freshRedis()]);
  cache = new Redis(redis.url);
  const dataDir = await mkdtemp(join(tmpdir(), 'colophon-histories-'));
  settings = {
    DATA_DIR: dataDir,
    PORT: String(await freePort()),
    REDIS_URL: redis.url,
    DATABASE_URL: database.ownerUrl,
  };
  instance = await startInstance(settings);
  author = new Author(instance.url, instance.token);
  post = await author.publish('colophon', { title: 'Before the copy', bodyMarkdown: 'One.' });
}, 180_000);
afterAll(async () => {
  await instance.stop();
  cache.disconnect();
  await sql(at('postgres'), ...[backup, other].map((name) => `drop database if exists ${name} with (force)`));
  await Promise.all([database.drop(), redis.stop(), rm(settings['DATA_DIR']!, { recursive: true, force: true })]);
});

test('an event of another history is taken from the queue, and nothing comes of it', async () => {
  await isCached('Before the copy');
  const { environment } = instance.described();
  const sqs = new SQSClient({
    endpoint: environment['SQS_ENDPOINT']!,
    region: 'us-east-1',
    credentials: {
      accessKeyId: environment['AWS_ACCESS_KEY_ID']!,
      secretAccessKey: environment['AWS_SECRET_ACCESS_KEY']!,
    },
  });
  // No snapshot of this history holds that transaction: believed, it would drop everything and have every fill refused.
  const MessageBody = JSON.stringify({ tags: ['all'], xid: '9000000000000', generation: 'that of another' });
  const before = await generation();
  await sqs.send(new SendMessageCommand({ QueueUrl: environment['CACHE_INVALIDATION_QUEUE_URL']!, MessageBody }));
  const queue = async () => (await author.get<{ invalidation: Record<string, number> }>('/ops/queue')).invalidation;
  await expect.poll(queue, { timeout: afterFaultMs }).toMatchObject({ waiting: 0, inFlight: 0, deadLetters: 0 });
  expect(await inRedis()).toBe('colophon; hit');
  expect((await get(page())).headers.get('cache-status')).toBe('colophon-edge; hit');
  expect(await generation()).toBe(before);
});

test('a backup that is put in the database’s place under a running instance', { timeout: 60_000 }, async () => {
  const site = nameOf(database.ownerUrl);
  await copy(site, backup);
  await author.change(post.id, { title: 'After the copy' });
  await isCached('After the copy');

  await sql(
    at('postgres'),
    `alter database ${site} allow_connections false`,
    `drop database ${site} with (force)`,
    `create database ${site} template ${backup}`,
  );
  await everybodySees('Before the copy', afterFaultMs);
  await isCached('Before the copy');
  await author.change(post.id, { title: 'Written into the backup' });
  await everybodySees('Written into the backup', boundMs);
});

test(
  'a start on another database, with the same Redis: the first reader is shown that one',
  { timeout: 90_000 },
  async () => {
    await isCached('Written into the backup');
    await copy(nameOf(database.ownerUrl), other);
    // Nothing is announced: what was cached of the former would be taken for this one's.
    const change = `update colophon.posts set title = 'In the other database' where id = '${post.id}'`;
    await sql(at(other), 'begin', change, 'delete from colophon.outbox', 'commit');

    await startAgain(at(other));
    expect(await titleAt(post.path)).toBe('In the other database');
    expect(await pageSays('In the other database')).toBe(true);
  },
);

test(
  'a start that changes nothing keeps what is cached; one with a migration begins anew',
  { timeout: 120_000 },
  async () => {
    await isCached('In the other database');
    const before = await generation();
    await startAgain(at(other));
    expect([await generation(), await inRedis()]).toEqual([before, 'colophon; hit']);

    await sql(at(other), `delete from migrations.applied where name = '000028-name-the-history.sql'`);
    await startAgain(at(other));
    expect(await generation()).not.toBe(before);
    expect(await inRedis()).toBe('colophon; fwd=miss; stored');
  },
);

test('an author who restored by hand says so: what was cached before is not shown again', async () => {
  await isCached('In the other database');
  const change = `update colophon.posts set title = 'Restored by hand' where id = '${post.id}'`;
  await sql(at(other), 'begin', change, 'delete from colophon.outbox', 'commit');
  expect(await titleAt(post.path), 'nobody can know').toBe('In the other database');
  const { code, output } = await instance.npm('colophon', '--', 'rotate-epoch');
  expect([code, output]).toEqual([0, expect.stringContaining('A new cache generation begins')]);
  expect(await titleAt(post.path)).toBe('Restored by hand');
  expect(await pageSays('Restored by hand')).toBe(true);
});
