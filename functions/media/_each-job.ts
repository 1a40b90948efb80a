import { fromJsonString } from '@bufbuild/protobuf';
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { MediaProcessingJobSchema } from '../../proto/gen/colophon/media/v1/media_pb.js';
import { log } from '../_env/log.ts';
import { step } from '../_env/step.ts';
import { trace } from '../_env/trace.ts';
import { Refusal, refuse } from '../_http/refusal.ts';
import { nudge } from '../_lambda/ask.ts';
import { keepFailure } from '../_postgres/events/message-failures.ts';
import { type BegunJob, beginJob, failJob, mostAttempts } from '../_postgres/media/media-jobs.ts';
import { originOf, redrivenAttribute } from '../_sqs/sent-again.ts';
import { comeBackIn } from '../_sqs/visibility.ts';

/** Seconds until a job that met a fault is tried again, by how often it was received. */
const backoffSeconds = [5, 30];
const comeBackWithinMs = 2_000;

type Work = (mediaId: string, job: BegunJob) => Promise<void>;

/** Takes up each job by itself, one after the other: unpacking pictures needs much memory. What meets a fault comes back alone. */
export function eachJob(work: Work) {
  return async (event: SQSEvent, context?: Context): Promise<SQSBatchResponse> => {
    const batchItemFailures: SQSBatchResponse['batchItemFailures'] = [];
    for (const record of event.Records) {
      await step('media.received');
      const job = read(record);
      const about = {
        ...(context && { requestId: context.awsRequestId }),
        ...(job?.traceparent && { traceparent: job.traceparent }),
      };
      const done = await trace.run(about, () => attempt(record, job?.mediaId, work));
      if (!done) batchItemFailures.push({ itemIdentifier: record.messageId });
    }
    return { batchItemFailures };
  };
}

async function attempt(record: SQSRecord, mediaId: string | undefined, work: Work): Promise<boolean> {
  let job: BegunJob | undefined;
  try {
    if (mediaId === undefined) refuse('malformed', 'The message is no job for media.');
    job = await beginJob(mediaId, record.messageAttributes?.[redrivenAttribute] !== undefined);
    if (job) {
      await work(mediaId, job);
      await nudge('outbox-relay');
    }
    return true;
  } catch (error) {
    await keepReason(record, error as Error);
    if (mediaId !== undefined && job && job.attempts >= mostAttempts) await giveUp(mediaId);
    return false;
  }
}

/** The author sees it where the media is; and the job itself among the dead letters, from where it can be redriven. */
async function giveUp(mediaId: string): Promise<void> {
  await failJob(
    mediaId,
    'A fault of ours stood in the way. The job rests with the dead letters and can be redriven.',
  ).catch((lost: Error) => log.warn({ err: lost, media: mediaId }, 'it still says that it is being processed'));
}

async function keepReason(record: SQSRecord, error: Error): Promise<void> {
  const attempts = Number(record.attributes.ApproximateReceiveCount);
  const reason = reasonOf(error);
  const { requestId = '' } = trace.getStore() ?? {};
  const detail = error.message.slice(0, 1000);
  const failure = { messageId: record.messageId, origin: originOf(record), reason, detail, requestId, attempts };
  log.warn({ ...failure, ...(reason === 'fault' && { err: error }) }, 'a job failed');
  await Promise.all([
    keepFailure(failure).catch((lost: Error) => log.warn({ err: lost }, 'the reason was not kept')),
    comeBackIn(backoffSeconds[attempts - 1] ?? 1, record, comeBackWithinMs, 'media').catch((lost: Error) =>
      log.warn({ err: lost }, 'the job comes back late'),
    ),
  ]);
}

function reasonOf(error: Error): 'malformed' | 'unavailable' | 'fault' {
  if (!(error instanceof Refusal)) return 'fault';
  return error.kind === 'unavailable' ? 'unavailable' : 'malformed';
}

function read(record: SQSRecord): { mediaId: string; traceparent: string } | undefined {
  try {
    const job = fromJsonString(MediaProcessingJobSchema, record.body);
    return /^[0-9a-f-]{36}$/.test(job.mediaId) ? job : undefined;
  } catch {
    return undefined;
  }
}
