import { log } from '../_env/log.ts';
import { sendMediaJobs } from '../_sqs/media-queue.ts';

/** Never fails: a job that could not be sent now is sent by schedule. */
export async function sendSoon(mediaIds: string[]): Promise<void> {
  try {
    await sendMediaJobs(mediaIds);
  } catch (error) {
    log.warn({ err: error, media: mediaIds }, 'jobs were not sent, and will be by schedule');
  }
}
