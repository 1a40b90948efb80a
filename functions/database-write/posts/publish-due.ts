import { nudge } from '../../_lambda/ask.ts';
import { publishDue } from '../../_postgres/posts/schedule.ts';

/**
 * By schedule. What readers see changes by a row changing, never by time passing: this changes the rows. Nobody waits for
 * its answer, so what goes wrong is thrown, and is the host's to report.
 */
export async function handler(): Promise<{ value: { published: number } }> {
  const published = await publishDue();
  if (published > 0) await nudge('outbox-relay');
  return { value: { published } };
}
