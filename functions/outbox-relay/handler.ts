import { answer } from '../_lambda/answer.ts';
import { drainOutbox } from '../_postgres/outbox.ts';
import { sendInvalidations } from '../_sqs/invalidation-queue.ts';

/** Postgres → queue. Nudged after each write and by the bell, and run by schedule for what a nudge has missed. */
export const handler = answer(async () => ({ value: { sent: await drainOutbox(sendInvalidations) } }));
