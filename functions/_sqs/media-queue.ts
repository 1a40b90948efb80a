import { SendMessageBatchCommand } from '@aws-sdk/client-sqs';
import { create, toJsonString } from '@bufbuild/protobuf';
import { MediaProcessingJobSchema } from '../../proto/gen/colophon/media/v1/media_pb.js';
import { trace } from '../_env/trace.ts';
import { patience, sqs } from './client.ts';
import { queues } from './queues.ts';

const maxBatch = 10;

/** Puts jobs on the queue. One that is lost is sent again by schedule: what is to be done stands in the database. */
export async function sendMediaJobs(mediaIds: string[]): Promise<void> {
  const { traceparent = '' } = trace.getStore() ?? {};
  for (let start = 0; start < mediaIds.length; start += maxBatch) {
    const Entries = mediaIds.slice(start, start + maxBatch).map((mediaId, index) => ({
      Id: String(index),
      MessageBody: toJsonString(MediaProcessingJobSchema, create(MediaProcessingJobSchema, { mediaId, traceparent })),
    }));
    await sqs().send(new SendMessageBatchCommand({ QueueUrl: queues.media.url(), Entries }), patience());
  }
}
