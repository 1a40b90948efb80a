import { timestamp } from '../built-object.ts';
import { pool, smallReadMs } from '../pool.ts';
import { readOnce } from '../transaction.ts';
import { refuseTrouble } from '../trouble.ts';

export interface MessageFailure {
  messageId: string;
  /** The id that the message had before anybody sent it again; where nothing is said, it is its own. */
  origin?: string | undefined;
  reason: 'malformed' | 'unavailable' | 'fault';
  detail: string;
  requestId: string;
  /** Which try of this message it was, counted from 1. */
  attempts: number;
}

export type KeptFailure = MessageFailure & { failedAt: string };

/** Of one message, however often it is sent again: its first try, and so many of the latest. */
const mostKept = 20;

/** Keeps why a try failed; forgets those of a month ago. */
export async function keepFailure(failure: MessageFailure): Promise<void> {
  const { messageId, origin = messageId, reason, detail, requestId, attempts } = failure;
  await pool('writer')
    .query(
      `with old as (delete from colophon.message_failures where failed_at < now() - interval '30 days'),
      surplus as (
        delete from colophon.message_failures failure using (
          select message_id, attempts, row_number() over (order by failed_at) as place, count(*) over () as kept
          from colophon.message_failures where origin = $6) numbered
        where failure.message_id = numbered.message_id and failure.attempts = numbered.attempts
          and place between 2 and kept - ${mostKept - 1})
      insert into colophon.message_failures (message_id, reason, detail, request_id, attempts, origin) values ($1, $2, $3, $4, $5, $6)
      on conflict (message_id, attempts) do update set reason = excluded.reason, detail = excluded.detail,
        request_id = excluded.request_id, failed_at = now()`,
      [messageId, reason, detail, requestId, attempts, origin],
    )
    .catch((error: unknown) => refuseTrouble(error));
}

const kept = `message_id as "messageId", origin, reason, detail, request_id as "requestId", attempts, ${timestamp('failed_at')} as "failedAt"
  from colophon.message_failures`;

/** Why each of these messages failed last, by its id. */
export async function failuresOf(messageIds: string[]): Promise<Map<string, KeptFailure>> {
  const text = `select distinct on (message_id) ${kept} where message_id = any($1) order by message_id, attempts desc`;
  const rows = await readOnce<KeptFailure>('writer', { name: 'failures-of', text }, [messageIds], smallReadMs);
  return new Map(rows.map((row) => [row.messageId, row]));
}

/** Each try that is known of these messages, by the id that each had at first; the earliest comes first. */
export async function triesOf(origins: string[]): Promise<Map<string, KeptFailure[]>> {
  const text = `select ${kept} where origin = any($1) order by failed_at, attempts`;
  const rows = await readOnce<KeptFailure>('writer', { name: 'tries-of', text }, [origins], smallReadMs);
  return Map.groupBy(rows, ({ origin = '' }) => origin);
}
