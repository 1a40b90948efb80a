import { trace } from '../../_env/trace.ts';
import { nudge } from '../../_lambda/ask.ts';
import { signedTransaction, type Tx } from '../../_postgres/transaction.ts';

/** What the importer changes: one transaction, signed as its own, then a nudge. */
export async function bringIn<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
  const brought = await signedTransaction({ author: 'importer', ...trace.getStore() }, work);
  await nudge('outbox-relay');
  return brought;
}
