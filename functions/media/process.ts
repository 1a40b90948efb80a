import { eachJob } from './_each-job.ts';
import { processMedia } from './_process-media.ts';

/**
 * Queue → variants. A file that cannot be processed is FAILED with its reason, which is a result; only faults go back, and
 * after their last receive rest with the dead letters.
 */
export const handler = eachJob(processMedia);
