import { create } from '@bufbuild/protobuf';
import { RedriveRequestSchema, RedriveResponseSchema } from '../../proto/gen/colophon/queue/v1/queue_pb.js';
import { refuse } from '../_http/refusal.ts';
import { reply } from '../_http/reply.ts';
import { parseBody, requireAuthor } from '../_http/request.ts';
import { route } from '../_http/route.ts';
import { redrive } from '../_sqs/dead-letters.ts';
import type { QueueName } from '../_sqs/queues.ts';
import { unavailableAsRefusal } from '../_sqs/refusing.ts';

/** What fits into this function's time; the answer says whether there may be more. */
const mostAtOnce = 500;

/** POST /api/v1/ops/queue/redrive */
export const handler = route(async (event) => {
  requireAuthor(event);
  const { message } = parseBody(event, RedriveRequestSchema);
  const most = Math.min(Math.max(message.most ?? mostAtOnce, 1), mostAtOnce);
  let moved = 0;
  for (const queue of wantedQueues(message.queue)) {
    if (moved < most) moved += await unavailableAsRefusal(redrive(most - moved, undefined, queue));
  }
  return reply(200, RedriveResponseSchema, create(RedriveResponseSchema, { redriven: moved, more: moved === most }));
});

function wantedQueues(queue: string | undefined): QueueName[] {
  if (queue === undefined) return ['invalidation', 'media'];
  if (queue === 'invalidation' || queue === 'media') return [queue];
  return refuse('invalid', 'queue must be invalidation or media.', [
    { field: 'queue', issue: 'must be invalidation or media' },
  ]);
}
