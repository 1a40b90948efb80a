import { Client } from 'pg';
import { beforeEach, expect, test, vi } from 'vitest';
import { databaseUnderTest } from '../../../infra/checks/database-under-test.ts';
import { databaseIdentity } from '../identity.ts';
import { drainOutbox, oldestOutboxSeconds, type OutboxEvent } from './outbox.ts';
import { pool } from '../pool.ts';
import { signedTransaction } from '../transaction.ts';

const db = databaseUnderTest();

beforeEach(async () => {
  vi.unstubAllEnvs();
  await db.sql(`truncate outbox`);
});

/** One committed transaction that makes these tags stale. */
async function announce(...tags: string[]): Promise<string> {
  const [row] = await db.sql<{ xid: string }>(`select announce(variadic $1), pg_current_xact_id()::text as xid`, [
    tags,
  ]);
  return row!.xid;
}

const waiting = async () => (await db.sql<{ tag: string }>(`select tag from outbox order by id`)).map(({ tag }) => tag);

/** A queue that takes what `takes` says, and keeps it. */
function queue(takes: (event: OutboxEvent) => boolean = () => true) {
  const got: OutboxEvent[] = [];
  async function* send(events: OutboxEvent[]) {
    const taken = events.filter(takes);
    got.push(...taken);
    yield taken;
  }
  return { got, send };
}

async function* away(): AsyncGenerator<OutboxEvent[]> {
  throw new Error('no queue');
}

test('one event a transaction, with all that its reader needs', async () => {
  const trace = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
  const first = await announce('post:1', 'posts');
  await signedTransaction({ author: 'author', traceparent: trace }, (tx) =>
    tx.query(`insert into sites (title) values ('x')`),
  );
  const { got, send } = queue();
  expect(await drainOutbox(send)).toBe(2);
  const generation = await databaseIdentity();
  const occurredAt: unknown = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  expect(got).toMatchObject([
    { xid: first, tags: ['post:1', 'posts'], generation, occurredAt, traceparent: '' },
    { tags: ['site'], generation, occurredAt, traceparent: trace },
  ]);
  expect(await waiting()).toEqual([]);
});

test('a row is deleted only after the queue took it', async () => {
  await announce('post:1');
  let during: string[] = [];
  const { send } = queue();
  await drainOutbox(async function* (events) {
    during = await waiting();
    yield* send(events);
  });
  expect(during).toEqual(['post:1']);
  expect(await waiting()).toEqual([]);
});

test('what came with a dump of another server, in whose history it has not happened yet, is told to nobody', async () => {
  await db.sql(`insert into outbox (xid, tag) values ('9000000000000', 'post:restored')`);
  const xid = await announce('post:1');
  const { got, send } = queue();
  expect(await drainOutbox(send)).toBe(1);
  expect(got).toMatchObject([{ xid, tags: ['post:1'] }]);
  expect(await waiting()).toEqual([]);
});

test('what the queue did not take stays, and goes with the next run', async () => {
  await announce('post:1');
  await announce('post:2');
  const choosy = queue(({ tags }) => tags[0] === 'post:2');
  expect(await drainOutbox(choosy.send)).toBe(1);
  expect(await waiting()).toEqual(['post:1']);
  const { got, send } = queue();
  await drainOutbox(send);
  expect(got.map(({ tags }) => tags)).toEqual([['post:1']]);
});

test('a queue that fails loses nothing, and the next run is not locked out', async () => {
  await announce('post:1');
  await expect(drainOutbox(away)).rejects.toThrow('no queue');
  expect(await waiting()).toEqual(['post:1']);
  const { send } = queue();
  expect(await drainOutbox(send)).toBe(1);
});

test('a crash between sending and deleting sends twice and loses nothing', async () => {
  await announce('post:1');
  const { got, send } = queue();
  vi.stubEnv('COLOPHON_STEPS', 'outbox-relay.sent=fail');
  await expect(drainOutbox(send)).rejects.toThrow('outbox-relay.sent');
  vi.unstubAllEnvs();
  await announce('post:2');
  await drainOutbox(send);
  expect(got.map(({ tags }) => tags)).toEqual([['post:1'], ['post:1'], ['post:2']]);
  expect(await waiting()).toEqual([]);
});

test('of a backlog each batch is deleted before the next is sent: a crash sends one batch twice, not all', async () => {
  for (const post of [1, 2, 3]) await announce(`post:${post}`);
  const { got, send } = queue();
  const left: string[][] = [];
  const oneByOne = async function* (events: OutboxEvent[]) {
    for (const event of events) {
      left.push(await waiting());
      if (event.tags[0] === 'post:3') throw new Error('no queue any more');
      yield* send([event]);
    }
  };
  await expect(drainOutbox(oneByOne)).rejects.toThrow('no queue any more');
  expect(left).toEqual([['post:1', 'post:2', 'post:3'], ['post:2', 'post:3'], ['post:3']]);
  await drainOutbox(send);
  expect(got.map(({ tags }) => tags)).toEqual([['post:1'], ['post:2'], ['post:3']]);
});

test('two relays at once send each event once', async () => {
  const { got, send } = queue();
  async function* slowly(events: OutboxEvent[]) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    yield* send(events);
  }
  for (const post of [1, 2, 3]) await announce(`post:${post}`);
  const counts = await Promise.all([drainOutbox(slowly), drainOutbox(slowly)]);
  expect(counts.toSorted()).toEqual([0, 3]);
  expect(got).toHaveLength(3);
});

test('what commits late, with an earlier id, is sent by a later run', async () => {
  const late = new Client({ connectionString: db.addresses.ownerUrl });
  await late.connect();
  await late.query('begin');
  await late.query(`select announce('post:late')`);
  await announce('post:soon');
  const { got, send } = queue();
  await drainOutbox(send);
  await late.query('commit');
  await late.end();
  await drainOutbox(send);
  expect(got.map(({ tags }) => tags)).toEqual([['post:soon'], ['post:late']]);
});

test('while events are sent no transaction is open, and no xid held', async () => {
  await announce('post:1');
  let open: unknown[] = [];
  const { send } = queue();
  await drainOutbox(async function* (events) {
    open =
      await db.sql(`select state from pg_stat_activity where datname = current_database() and usename = 'colophon_relay'
      and (state like 'idle in transaction%' or backend_xid is not null)`);
    yield* send(events);
  });
  expect(open).toEqual([]);
});

test('a transaction of 10,000 tags is split into events below 256 KiB, none lost', async () => {
  await db.sql(`select announce(variadic array(select 'post:' || gen_random_uuid() from generate_series(1, 10000)))`);
  const { got, send } = queue();
  await drainOutbox(send);
  expect(new Set(got.flatMap(({ tags }) => tags)).size).toBe(10_000);
  expect(new Set(got.map(({ xid }) => xid)).size).toBe(1);
  for (const event of got) expect(JSON.stringify(event.tags).length).toBeLessThan(250_000);
  expect(await waiting()).toEqual([]);
});

test('a connection that dies under the relay is refused as unavailable, and the next run goes on', async () => {
  await announce('post:1');
  const cut = () =>
    db.sql(
      `select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database())`,
    );
  const cutOff = async function* (events: OutboxEvent[]) {
    await cut();
    yield events;
  };
  await expect(drainOutbox(cutOff)).rejects.toMatchObject({ kind: 'unavailable' });
  const { send } = queue();
  expect(await drainOutbox(send)).toBe(1);
});

test('the age of the oldest event is known', async () => {
  expect(await oldestOutboxSeconds()).toBe(0);
  await announce('post:1');
  await db.sql(`update outbox set created_at = now() - interval '90 seconds'`);
  expect(await oldestOutboxSeconds()).toBeGreaterThanOrEqual(90);
  expect(pool('writer').waitingCount).toBe(0);
});
