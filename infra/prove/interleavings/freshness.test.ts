import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { Client } from 'pg';
import * as scripts from '../../../functions/_redis/scripts.ts';
import { disconnect, withRedis } from '../../../functions/_redis/client.ts';
import { endPools } from '../../../functions/_postgres/pool.ts';
import type { RunningRedis } from '../../services/redis.ts';
import { freshCluster, freshRedis, type TestDatabase, useEnvironment } from '../../checks/test-database.ts';
import { runWorld } from './world.ts';

// `FRESHNESS_SEED` repeats what the writers, readers and couriers mean to do, `FRESHNESS_SECONDS` gives them longer.
const seed = Number(process.env['FRESHNESS_SEED'] ?? Date.now() % 1_000_000);
const seconds = Number(process.env['FRESHNESS_SECONDS'] ?? 12);

let database: TestDatabase;
let redis: RunningRedis;

async function asOwner(statement: string): Promise<void> {
  const client = new Client({ connectionString: database.ownerUrl });
  await client.connect();
  await client.query(statement);
  await client.end();
}

beforeAll(async () => {
  // A cluster of its own: the xmin of its snapshots is moved by nobody else's transactions.
  [database, redis] = await Promise.all([freshCluster(), freshRedis()]);
  useEnvironment({
    DATABASE_READER_URL: database.readerUrl,
    DATABASE_WRITER_URL: database.writerUrl,
    DATABASE_RELAY_URL: database.relayUrl,
    REDIS_URL: redis.url,
  });
  await asOwner(`alter system set deadlock_timeout = '30ms'`);
  await asOwner(`select pg_reload_conf()`);
});
beforeEach(() => withRedis((each) => each.flushall(), 'patient'));
afterAll(async () => {
  disconnect();
  await endPools();
  await redis.stop();
  await database.drop();
});

test(`under random interleavings nothing is stale: seed ${seed}`, { timeout: (seconds + 60) * 1_000 }, async () => {
  const outcome = await runWorld({ ownerUrl: database.ownerUrl, seed, seconds });
  expect(outcome.verdicts).toEqual([]);
  expect(outcome.staleAtRest).toEqual([]);
  expect(outcome.hits).toBeGreaterThan(500);
  expect(outcome.events).toBeGreaterThan(100);
});

// Each of these takes one of the rules away and must be found out: they are the tests of the test above.
describe('the judge finds', { timeout: 90_000 }, () => {
  const found = { ownerUrl: '', seed, seconds: 60, untilWrong: true };
  beforeEach(() => {
    found.ownerUrl = database.ownerUrl;
  });

  test('that fills are not fenced', async () => {
    const unfenced = scripts.fill.replace('if not holds(s, xid) then', 'if false then');
    expect(unfenced).not.toBe(scripts.fill);
    await withRedis(async (each) => each.defineCommand('colophon_fill', { lua: unfenced }));
    try {
      expect((await runWorld(found)).verdicts).not.toEqual([]);
    } finally {
      disconnect();
    }
  });

  test('that the snapshot is read in a later statement', async () => {
    expect((await runWorld({ ...found, lateSnapshot: true })).verdicts).not.toEqual([]);
  });

  test('that a trigger is disabled', async () => {
    await asOwner('alter table colophon.posts disable trigger announce');
    try {
      expect((await runWorld({ ...found, seconds: 4 })).staleAtRest).not.toEqual([]);
    } finally {
      await asOwner('alter table colophon.posts enable always trigger announce');
    }
  });
});
