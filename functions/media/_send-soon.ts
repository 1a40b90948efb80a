import { log } from '../_env/log.ts';
import { step } from '../_env/step.ts';
import { sendMediaJobs } from '../_sqs/media-queue.ts';

/** Never fails: a job that could not be sent now is sent by schedule. */
export async function sendSoon(mediaIds: string[]): Promise<void> {
  try {
    await step('media.send');
    await sendMediaJobs(mediaIds);
    await step('media.sent');
  } catch (error) {
    log.warn({ err: error, media: mediaIds }, 'jobs were not sent, and will be by schedule');
  }
}
