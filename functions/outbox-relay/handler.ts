import { drainOutbox } from '../_postgres/events/outbox.ts';
import { sendInvalidations } from '../_sqs/invalidation-queue.ts';

/**
 * Postgres → queue. Nudged after each write and by the bell, and run by schedule for what a nudge has missed. Nobody waits
 * for its answer, so what goes wrong is thrown, and is the host's to report.
 */
export async function handler(): Promise<{ value: { sent: number } }> {
  return { value: { sent: await drainOutbox(sendInvalidations) } };
}
