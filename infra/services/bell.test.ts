import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startBell } from './bell.ts';
import { startPostgres, type RunningPostgres } from './postgres.ts';
import { scratchFolder } from './stand-ins.ts';

const dir = join(scratchFolder(), 'postgres');
let postgres: RunningPostgres;
beforeAll(async () => {
  postgres = await startPostgres({ dir, fsync: false });
});
afterAll(() => postgres.stop());

async function notify(): Promise<void> {
  const client = new pg.Client(postgres.url);
  await client.connect();
  await client.query('notify outbox');
  await client.end();
}

test('it rings when it listens, at each notification, and again after the server was away', async () => {
  let rings = 0;
  let connects = 0;
  const bell = startBell({ databaseUrl: postgres.url, onRing: () => rings++, onConnect: () => connects++ });
  await expect.poll(() => rings).toBe(1);
  await notify();
  await expect.poll(() => rings).toBe(2);
  expect(connects).toBe(1);
  await postgres.stop();
  postgres = await startPostgres({ dir, port: postgres.port, fsync: false });
  await expect.poll(() => rings, { timeout: 10_000 }).toBe(3);
  await notify();
  await expect.poll(() => rings).toBe(4);
  expect(connects, 'what answers there may be another one').toBe(2);
  await bell.stop();
  await notify();
  expect(rings).toBe(4);
});

test('it can be stopped while the server is away', async () => {
  const bell = startBell({ databaseUrl: 'postgres://a:b@127.0.0.1:1/c', onRing: () => undefined });
  await expect(bell.stop()).resolves.toBeUndefined();
});
