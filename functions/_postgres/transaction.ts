import { escapeLiteral, type PoolClient, type QueryResult, type QueryResultRow } from 'pg';
import { connectMs, lend, wholeMs } from './pool.ts';
import { isConnectionTrouble, refuseTrouble } from './trouble.ts';

/** Inside a transaction only this is used: with a small pool the outer client would wait for itself. */
export type Tx = Pick<PoolClient, 'query'>;

type WritingRole = 'writer' | 'identity';

/**
 * Runs `work` in one transaction and commits. Whatever it throws rolls back. Nothing is retried: the caller cannot know
 * whether a commit whose answer was lost took place; `Idempotency-Key` is for that.
 * No call over the network may be made inside, for the transaction's xid would hold back everybody's snapshots.
 */
export async function transaction<T>(work: (tx: Tx) => Promise<T>, role: WritingRole = 'writer'): Promise<T> {
  return begunWith('begin', (tx) => work(tx), role);
}

/**
 * The same, signed: revisions and the audit log name the author and the request, and the outbox carries the trace, so that an
 * event can be followed back to its request.
 * @param work is told the transaction's id, too
 */
export async function signedTransaction<T>(
  { author, requestId = '', traceparent = '' }: Signature,
  work: (tx: Tx, xid: bigint) => Promise<T>,
  role: WritingRole = 'writer',
): Promise<T> {
  const signature = { author, request_id: requestId.slice(0, 200), traceparent: traceparent.slice(0, 60) };
  const signing = Object.entries(signature).map(
    ([name, value]) => `set_config('colophon.${name}', ${escapeLiteral(value)}, true)`,
  );
  // One message: on the way to the server and back a write spends more time than in it.
  return begunWith(
    `begin; select pg_current_xact_id()::text as xid, ${signing.join(', ')}`,
    (tx, answered) => work(tx, BigInt((answered as unknown as QueryResult<{ xid: string }>[])[1]!.rows[0]!.xid)),
    role,
  );
}

async function begunWith<T>(
  begin: string,
  work: (tx: Tx, answered: QueryResult) => Promise<T>,
  role: WritingRole,
): Promise<T> {
  return lend(role, async (client) => {
    try {
      const result = await work(client, await client.query(begin));
      await client.query('commit');
      return result;
    } catch (error) {
      // On a connection in trouble a rollback would only wait, too; the server rolls back when the connection ends.
      if (isConnectionTrouble(error)) throw error;
      await client.query('rollback');
      throw error;
    }
  }).catch((error: unknown) => refuseTrouble(error));
}

/** Runs `work` so that what it changed can be taken back alone: where it throws, the transaction stands as before and goes on. */
export async function attempt<T>(tx: Tx, work: () => Promise<T>): Promise<T> {
  await tx.query('savepoint attempt');
  try {
    const result = await work();
    await tx.query('release savepoint attempt');
    return result;
  } catch (error) {
    if (!isConnectionTrouble(error)) await tx.query('rollback to savepoint attempt; release savepoint attempt');
    return refuseTrouble(error);
  }
}

/** One statement that only reads; tried once more on a new connection where the first was dead, within the same time. */
export async function readOnce<Row extends QueryResultRow>(
  role: 'reader' | 'writer' | 'identity',
  statement: { name: string; text: string },
  values: unknown[] = [],
  withinMs: number = wholeMs[role],
): Promise<Row[]> {
  const endsAt = Date.now() + withinMs;
  const run = () =>
    lend(role, async (client) => (await client.query<Row>({ ...statement, values })).rows, endsAt - Date.now());
  // A connection that was dead is noticed at once; who has waited for the server in vain does not wait again.
  const again = (error: unknown) => {
    const waited = /timeout/.test((error as Error).message) || endsAt - Date.now() < connectMs;
    return isConnectionTrouble(error) && !waited;
  };
  return run()
    .catch((error: unknown) => (again(error) ? run() : Promise.reject(error as Error)))
    .catch((error: unknown) => refuseTrouble(error));
}

/** Whose change this is, and by which request. */
export interface Signature {
  author: string;
  requestId?: string | undefined;
  traceparent?: string | undefined;
}
