import { timestamp } from '../built-object.ts';
import { pool, smallReadMs } from '../pool.ts';
import { readOnce } from '../transaction.ts';
import { refuseTrouble } from '../trouble.ts';

export interface MessageFailure {
  messageId: string;
  reason: 'malformed' | 'unavailable' | 'fault';
  detail: string;
  requestId: string;
  attempts: number;
}

/** Keeps why a message failed, the latest reason; forgets those of a month ago. */
export async function keepFailure(failure: MessageFailure): Promise<void> {
  await pool('writer')
    .query(
      `with old as (delete from colophon.message_failures where failed_at < now() - interval '30 days')
      insert into colophon.message_failures (message_id, reason, detail, request_id, attempts) values ($1, $2, $3, $4, $5)
      on conflict (message_id) do update set reason = excluded.reason, detail = excluded.detail, request_id = excluded.request_id,
        attempts = excluded.attempts, failed_at = now()`,
      [failure.messageId, failure.reason, failure.detail, failure.requestId, failure.attempts],
    )
    .catch((error: unknown) => refuseTrouble(error));
}

/** What was kept of these messages, by their ids. */
export async function failuresOf(messageIds: string[]): Promise<Map<string, MessageFailure & { failedAt: string }>> {
  const rows = await readOnce<MessageFailure & { failedAt: string }>(
    'writer',
    {
      name: 'failures-of',
      text: `select message_id as "messageId", reason, detail, request_id as "requestId", attempts, ${timestamp('failed_at')} as "failedAt"
        from colophon.message_failures where message_id = any($1)`,
    },
    [messageIds],
    smallReadMs,
  );
  return new Map(rows.map((row) => [row.messageId, row]));
}
