import { createHash } from 'node:crypto';
import { refuse } from '../_http/refusal.ts';
import { bodyBytes } from '../_http/body.ts';
import { requestId } from '../_http/problem.ts';
import type { HttpEvent, HttpResult } from '../_http/route.ts';
import { step } from '../_env/step.ts';
import { nudge } from '../_lambda/ask.ts';
import { claim, keep } from '../_postgres/idempotency.ts';
import { signedTransaction, type Tx } from '../_postgres/transaction.ts';

/**
 * Every write of the author goes through here. `work` runs in one transaction and makes the answer. With an
 * `Idempotency-Key` the answer is kept in the same transaction, so that a retry, even after a crash between commit and
 * answer, gets the answer of the first try and changes nothing; the key is looked at before anything else, `If-Match` too.
 * The answer's `Content-Version` is the transaction's xid + 1, to be sent as `Min-Version`.
 */
export async function write(
  event: HttpEvent,
  author: string,
  work: (tx: Tx) => Promise<HttpResult>,
): Promise<HttpResult> {
  const key = idempotencyKey(event);
  await step('database-write.begin');
  const signature = { author, requestId: requestId(event), traceparent: event.headers?.['traceparent'] };
  const result = await signedTransaction(signature, async (tx, xid) => {
    const earlier = key && (await claim(tx, { caller: author, key, requestHash: hashOf(event) }));
    if (earlier) return earlier;
    const done = await work(tx);
    const answer = { ...done, headers: { ...done.headers, 'content-version': String(xid + 1n) } };
    if (key) await keep(tx, { caller: author, key }, answer);
    await step('database-write.commit');
    return answer;
  });
  await step('database-write.committed');
  await nudge('outbox-relay');
  return result;
}

function idempotencyKey(event: HttpEvent): string | undefined {
  const key = event.headers?.['idempotency-key'];
  if (key !== undefined && !/^[\x21-\x7e]{1,200}$/.test(key)) {
    refuse('malformed', 'Idempotency-Key must be 1 to 200 visible ASCII characters.', [
      { field: 'Idempotency-Key', issue: 'must be 1 to 200 visible ASCII characters' },
    ]);
  }
  return key;
}

/** What makes two requests the same: method, address and body. */
function hashOf(event: HttpEvent): Buffer {
  const query = event.rawQueryString ? `?${event.rawQueryString}` : '';
  return createHash('sha256')
    .update(`${event.requestContext.http.method} ${event.rawPath}${query}\n`)
    .update(bodyBytes(event))
    .digest();
}
