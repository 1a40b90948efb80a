import { spawnSync } from 'node:child_process';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { databaseUnderTest } from '../../infra/checks/database-under-test.ts';
import { type QueueUnderTest, queueUnderTest } from '../../infra/checks/test-queue.ts';
import { depths } from '../_sqs/depths.ts';
import { handler } from './handler.ts';

const db = databaseUnderTest();
let queue: QueueUnderTest;

beforeAll(async () => {
  queue = await queueUnderTest();
});
afterEach(() => void vi.unstubAllEnvs());
afterAll(() => queue.stop());

test('a relay that dies in a backlog has deleted what it sent but for one batch, and the next run sends the rest', async () => {
  for (let post = 1; post <= 25; post++) await db.sql(`select announce('post:' || $1)`, [post]);
  const waiting = async () => (await db.sql(`select from outbox`)).length;

  vi.stubEnv('COLOPHON_STEPS', 'outbox-relay.deleted=fail');
  await expect(handler()).rejects.toThrow('outbox-relay.deleted');
  expect([await waiting(), (await depths()).waiting]).toEqual([15, 10]);

  vi.stubEnv('COLOPHON_STEPS', 'outbox-relay.sent=fail');
  await expect(handler()).rejects.toThrow('outbox-relay.sent');
  expect([await waiting(), (await depths()).waiting]).toEqual([15, 20]);

  vi.unstubAllEnvs();
  expect(await handler()).toEqual({ value: { sent: 15 } });
  expect([await waiting(), (await depths()).waiting]).toEqual([0, 35]);
});

test('a connection that died while the process was frozen is replaced, and nothing waits for the next run', async () => {
  await db.sql(`select announce('post:1')`);
  expect(await handler()).toEqual({ value: { sent: 1 } });
  await db.sql(`select announce('post:2')`);
  // While this process waits for another one it reads nothing, and so learns of nothing.
  const ended = spawnSync(process.execPath, ['--input-type=module', '--eval', endRelays], {
    env: { ...process.env, OWNER_URL: db.addresses.ownerUrl },
    encoding: 'utf8',
    timeout: 20_000,
  });
  expect(ended).toMatchObject({ stdout: '1', status: 0 });
  expect(await handler()).toEqual({ value: { sent: 1 } });
});

/** Says how many. */
const endRelays = `
  import pg from 'pg';
  const client = new pg.Client({ connectionString: process.env.OWNER_URL });
  await client.connect();
  const { rowCount } = await client.query(
    "select pg_terminate_backend(pid, 5000) from pg_stat_activity where application_name = 'colophon relay' and datname = current_database()");
  process.stdout.write(String(rowCount));
  await client.end();
`;
