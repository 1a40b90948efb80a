import { overdueJobs } from '../_postgres/media/media-jobs.ts';
import { answer } from '../_lambda/answer.ts';
import { sendMediaJobs } from '../_sqs/media-queue.ts';
import { unavailableAsRefusal } from '../_sqs/refusing.ts';

/** By schedule: jobs of which nothing was heard for more than a minute are sent again. Twice is harmless. */
export const handler = answer(async () => {
  const overdue = await overdueJobs(100);
  await unavailableAsRefusal(sendMediaJobs(overdue));
  return { value: { sent: overdue.length } };
});
