import type { PoolClient, QueryResultRow } from 'pg';
import { pool } from './pool.ts';
import { isConnectionTrouble, refuseTrouble } from './trouble.ts';

/** Inside a transaction only this is used: with a small pool the outer client would wait for itself. */
export type Tx = Pick<PoolClient, 'query'>;

/**
 * Runs `work` in one transaction and commits. Whatever it throws rolls back. Nothing is retried: the caller cannot know
 * whether a commit whose answer was lost took place; `Idempotency-Key` is for that.
 * No call over the network may be made inside, for the transaction's xid would hold back everybody's snapshots.
 */
export async function transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
  const client = await pool('writer')
    .connect()
    .catch((error: unknown) => refuseTrouble(error));
  let broken: Error | undefined;
  try {
    await client.query('begin');
    const result = await work(client);
    await client.query('commit');
    return result;
  } catch (error) {
    // On a connection in trouble a rollback would only wait, too; the server rolls back when the connection ends.
    if (isConnectionTrouble(error)) broken = error as Error;
    else await client.query('rollback').catch((lost: Error) => (broken = lost));
    return refuseTrouble(error);
  } finally {
    client.release(broken);
  }
}

/** Runs `work` so that what it changed can be taken back alone: where it throws, the transaction stands as before and goes on. */
export async function attempt<T>(tx: Tx, work: () => Promise<T>): Promise<T> {
  await tx.query('savepoint attempt');
  try {
    const result = await work();
    await tx.query('release savepoint attempt');
    return result;
  } catch (error) {
    if (!isConnectionTrouble(error)) await tx.query('rollback to savepoint attempt');
    return refuseTrouble(error);
  }
}

/** One statement that only reads; tried once more on a new connection where the first was dead. */
export async function readOnce<Row extends QueryResultRow>(
  role: 'reader' | 'writer',
  statement: { name: string; text: string },
  values: unknown[] = [],
): Promise<Row[]> {
  const run = async () => (await pool(role).query<Row>({ ...statement, values })).rows;
  try {
    return await run().catch((error: unknown) =>
      isConnectionTrouble(error) && !/timeout/.test((error as Error).message) ? run() : Promise.reject(error as Error),
    );
  } catch (error) {
    return refuseTrouble(error);
  }
}

/** The id of this transaction; from here on it has one. */
export async function xidOf(tx: Tx): Promise<bigint> {
  const { rows } = await tx.query<{ xid: string }>({ name: 'xid', text: 'select pg_current_xact_id()::text as xid' });
  return BigInt(rows[0]!.xid);
}

/** The outbox rows of this transaction carry this trace, so that an event can be followed back to its request. */
export async function beginTrace(tx: Tx, traceparent: string): Promise<void> {
  if (traceparent === '') return;
  await tx.query({
    name: 'trace',
    text: `select set_config('colophon.traceparent', $1, true)`,
    values: [traceparent.slice(0, 60)],
  });
}
