import { step } from '../../_env/step.ts';
import { trace } from '../../_env/trace.ts';
import { nudge } from '../../_lambda/ask.ts';
import { signedTransaction, type Tx } from '../../_postgres/transaction.ts';

/** What the importer changes: one transaction, signed as its own, then a nudge. */
export async function bringIn<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
  await step('import.begin');
  const brought = await signedTransaction({ author: 'importer', ...trace.getStore() }, async (tx) => {
    const done = await work(tx);
    await step('import.commit');
    return done;
  });
  await step('import.committed');
  await nudge('outbox-relay');
  return brought;
}
