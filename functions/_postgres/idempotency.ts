import { refuse } from '../_http/refusal.ts';
import type { Tx } from './transaction.ts';

export interface Claim {
  caller: string;
  key: string;
  requestHash: Buffer;
}

/**
 * Claims the key for this transaction. A second request with it waits here until the first has ended.
 * @returns the answer that was given before; undefined if there was none
 */
export async function claim(tx: Tx, { caller, key, requestHash }: Claim): Promise<object | undefined> {
  const { rowCount } = await tx.query({
    name: 'claim-key',
    // A key is good for a week, after which it is a new one; whoever brings one clears away some of the old.
    text: `with old as (
        delete from colophon.idempotency_keys where (caller, key) in (
          select caller, key from colophon.idempotency_keys
          where created_at < now() - interval '7 days' and (caller, key) <> ($1, $2) order by created_at limit 100
          for update skip locked))
      insert into colophon.idempotency_keys as known (caller, key, request_hash) values ($1, $2, $3)
      on conflict (caller, key) do update set request_hash = excluded.request_hash, answer = null, created_at = excluded.created_at
      where known.created_at < now() - interval '7 days'`,
    values: [caller, key, requestHash],
  });
  if (rowCount === 1) return undefined;
  const { rows } = await tx.query<{ request_hash: Buffer; answer: object }>({
    name: 'claimed-key',
    text: `select request_hash, answer from colophon.idempotency_keys where caller = $1 and key = $2`,
    values: [caller, key],
  });
  const earlier = rows[0];
  if (!earlier) refuse('unavailable', 'The request with this Idempotency-Key has just ended; try again.');
  if (!earlier.request_hash.equals(requestHash)) {
    refuse('invalid', 'This Idempotency-Key was used for another request.', [
      { field: 'Idempotency-Key', issue: 'was used for another request' },
    ]);
  }
  return earlier.answer;
}

/** Keeps the answer for a retry, in the transaction that did the work. */
export async function keep(tx: Tx, { caller, key }: Omit<Claim, 'requestHash'>, answer: object): Promise<void> {
  await tx.query({
    name: 'keep-answer',
    text: `update colophon.idempotency_keys set answer = $3 where caller = $1 and key = $2`,
    values: [caller, key, JSON.stringify(answer)],
  });
}
