import type { PoolClient } from 'pg';
import { step } from '../../_env/step.ts';
import { pool } from '../pool.ts';
import { isConnectionTrouble, refuseTrouble } from '../trouble.ts';

/** What one transaction left, or as much of it as fits one message. */
export interface OutboxEvent {
  ids: string[];
  xid: string;
  tags: string[];
  generation: string;
  occurredAt: string;
  traceparent: string;
}

interface Row {
  id: string;
  xid: string;
  tag: string;
  traceparent: string;
  occurred_at: string;
  identity: string;
  of_this_history: boolean;
}

const page = 2_000;
/** Below the 256 KiB of a message with all that stands around the tags. */
const maxTagBytesPerEvent = 200_000;

/** Hands events to the queue, batch by batch, and says of each batch which ones the queue has taken. */
export type Send = (events: OutboxEvent[]) => AsyncIterable<OutboxEvent[]>;

/**
 * Empties the outbox: reads under an advisory lock, hands the events on outside any write transaction, and deletes of each
 * batch those that were taken before the next is sent. A crash in between sends one batch twice, which is harmless. By id
 * and never by cursor: ids commit out of order.
 * @returns how many events were sent
 */
export async function drainOutbox(send: Send): Promise<number> {
  const client = await connected().catch((error: unknown) => refuseTrouble(error));
  let broken: Error | undefined;
  let sent = 0;
  try {
    // A relay that waits here reads after the one that holds the lock has deleted. Session level: no xid is held.
    await client.query(`select pg_advisory_lock(hashtext('colophon outbox'))`);
    for (;;) {
      const { rows } = await client.query<Row>({
        name: 'read-outbox',
        text: `select id, xid::text, tag, traceparent, to_char(created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as occurred_at,
            (select colophon.database_identity()) as identity, xid < pg_snapshot_xmax(pg_current_snapshot()) as of_this_history
          from colophon.outbox order by id limit ${page}`,
      });
      if (rows.length === 0) break;
      await step('outbox-relay.read');
      const ours = rows.filter((row) => row.of_this_history);
      // Came with a dump of another server. Nothing is cached that lacks it, and to remember it would have every fill refused.
      let deleted = await deleteRows(
        client,
        rows.filter((row) => !row.of_this_history).map(({ id }) => id),
      );
      for await (const taken of send(groupByTransaction(ours))) {
        await step('outbox-relay.sent');
        deleted += await deleteRows(
          client,
          taken.flatMap(({ ids }) => ids),
        );
        await step('outbox-relay.deleted');
        sent += taken.length;
      }
      if (deleted < rows.length || rows.length < page) break;
    }
    // Without the lock it may lie idle: until the next run, in a process that is frozen meanwhile.
    await client.query(`select pg_advisory_unlock(hashtext('colophon outbox')); reset idle_session_timeout`);
    return sent;
  } catch (error) {
    // The lock belongs to the connection and ends with it.
    broken = error as Error;
    return refuseTrouble(error);
  } finally {
    client.release(broken);
  }
}

/**
 * A process that was frozen does not know that its connection has died: it is the first statement that tells, and then there is
 * another one. A relay whose machine vanishes must not hold the lock for longer than it could have run.
 */
async function connected(isLastTry = false): Promise<PoolClient> {
  const client = await pool('relay').connect();
  try {
    await client.query(`set idle_session_timeout = '20s'`);
    return client;
  } catch (error) {
    client.release(error as Error);
    if (isLastTry || !isConnectionTrouble(error)) throw error;
    return connected(true);
  }
}

async function deleteRows(client: PoolClient, ids: string[]): Promise<number> {
  const text = `delete from colophon.outbox where id = any($1::bigint[])`;
  if (ids.length > 0) await client.query({ name: 'delete-sent', text, values: [ids] });
  return ids.length;
}

/** How many seconds the oldest event has waited here; 0 when none does. */
export async function oldestOutboxSeconds(): Promise<number> {
  const { rows } = await pool('writer')
    .query<{ seconds: number }>(
      `select coalesce(ceil(extract(epoch from clock_timestamp() - min(created_at))), 0)::int as seconds from colophon.outbox`,
    )
    .catch((error: unknown) => refuseTrouble(error));
  return rows[0]!.seconds;
}

function groupByTransaction(rows: Row[]): OutboxEvent[] {
  const events: OutboxEvent[] = [];
  const open = new Map<string, { event: OutboxEvent; bytes: number }>();
  for (const row of rows) {
    let current = open.get(row.xid);
    if (!current || current.bytes + row.tag.length > maxTagBytesPerEvent) {
      const { xid, traceparent, occurred_at: occurredAt, identity: generation } = row;
      current = { event: { ids: [], xid, tags: [], generation, occurredAt, traceparent }, bytes: 0 };
      open.set(xid, current);
      events.push(current.event);
    }
    current.event.ids.push(row.id);
    current.event.tags.push(row.tag);
    current.bytes += row.tag.length + 3;
  }
  return events;
}
