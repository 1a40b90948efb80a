import { requestId } from '../_http/problem.ts';
import type { HttpEvent } from '../_http/route.ts';
import { signedTransaction, type Tx } from '../_postgres/transaction.ts';

/**
 * Every change of who may come in goes through here: one transaction, signed, as the audit log has it. Not through the
 * gate of content: there is nothing that a cache should hear of, and an answer may hold a secret, so none is kept for
 * a retry with the same Idempotency-Key.
 */
export function change<T>(event: HttpEvent, work: (tx: Tx) => Promise<T>): Promise<T> {
  const signature = { author: 'author', requestId: requestId(event), traceparent: event.headers?.['traceparent'] };
  return signedTransaction(signature, work, 'identity');
}
