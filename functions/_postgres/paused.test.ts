import { Client } from 'pg';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { parentOf, pauseFamily } from '../../infra/checks/paused.ts';
import { freshCluster, type TestDatabase, useEnvironment } from '../../infra/checks/test-database.ts';
import { handler as authorize } from '../identity/authorizer.ts';
import { endPools } from './pool.ts';
import { transaction } from './transaction.ts';

let database: TestDatabase;
let owner: Client;
let postmaster: number;
let goOn: () => void = () => undefined;

beforeAll(async () => {
  // A server of its own: no other test is to be paused.
  database = await freshCluster();
  useEnvironment({ DATABASE_IDENTITY_URL: database.identityUrl, DATABASE_WRITER_URL: database.writerUrl });
  owner = new Client({ connectionString: database.ownerUrl });
  await owner.connect();
  const { rows } = await owner.query<{ pid: number }>('select pg_backend_pid() as pid');
  postmaster = parentOf(rows[0]!.pid);
});
afterEach(() => goOn());
afterAll(async () => {
  await endPools();
  await owner.end();
  await database.drop();
});

const lookUp = () => authorize({ headers: { authorization: `Bearer colophon_${'a'.repeat(43)}` } });

test('nobody waits for more than 3 s to hear that the database which knows the author is paused', async () => {
  await lookUp();
  goOn = pauseFamily(postmaster);
  const begun = performance.now();
  const found = await Promise.all([...Array(20)].map(lookUp));
  expect(performance.now() - begun).toBeLessThan(4_000);
  expect(found.map(({ context }) => context)).toEqual(found.map(() => ({ unverified: 'true' })));
});

// Longer, together, than the ten seconds of a function that writes: two slow statements, and one that is not answered.
test(
  'a write that the database is paused under is refused in time, and leaves nothing',
  { timeout: 30_000 },
  async () => {
    const begun = performance.now();
    const writing = transaction(async (tx) => {
      await tx.query(`insert into sites (title) values ('half')`);
      await tx.query('select pg_sleep(2.8)');
      await tx.query('select pg_sleep(2.8)');
      goOn = pauseFamily(postmaster);
      await tx.query(`update sites set title = 'whole'`);
    });
    await expect(writing).rejects.toMatchObject({ kind: 'unavailable' });
    expect(performance.now() - begun).toBeLessThan(9_000);
    goOn();
    expect((await owner.query('select from sites')).rowCount).toBe(0);
  },
);

test('and goes on when the database does', async () => {
  expect((await lookUp()).context).toEqual({});
  expect(await transaction(async (tx) => (await tx.query('select 1')).rowCount)).toBe(1);
});
