import { create } from '@bufbuild/protobuf';
import { RedriveRequestSchema, RedriveResponseSchema } from '../../proto/gen/colophon/queue/v1/queue_pb.js';
import { refuse } from '../_http/refusal.ts';
import { reply } from '../_http/reply.ts';
import { parseBody, requireAuthor } from '../_http/request.ts';
import { route } from '../_http/route.ts';
import { redrive, redriveThese } from '../_sqs/dead-letters.ts';
import { type QueueName, queueNames } from '../_sqs/queues.ts';
import { unavailableAsRefusal } from '../_sqs/refusing.ts';

/** What fits into this function's time; the answer says whether there may be more. */
const mostAtOnce = 500;

/** POST /api/v1/ops/queue/redrive */
export const handler = route(async (event) => {
  requireAuthor(event);
  const { message } = parseBody(event, RedriveRequestSchema);
  const queues = wantedQueues(message.queue);
  if (message.messageIds.length > 0) return reply(200, RedriveResponseSchema, await these(message.messageIds, queues));
  const most = Math.min(Math.max(message.most ?? mostAtOnce, 1), mostAtOnce);
  let moved = 0;
  for (const queue of queues) {
    if (moved < most) moved += await unavailableAsRefusal(redrive(most - moved, undefined, queue));
  }
  return reply(200, RedriveResponseSchema, create(RedriveResponseSchema, { redriven: moved, more: moved === most }));
});

async function these(messageIds: string[], queues: QueueName[]) {
  let missing = messageIds;
  for (const queue of queues) {
    if (missing.length === 0) break;
    const moved = await unavailableAsRefusal(redriveThese(missing, queue));
    missing = missing.filter((id) => !moved.includes(id));
  }
  return create(RedriveResponseSchema, { redriven: messageIds.length - missing.length, missing });
}

function wantedQueues(queue: string | undefined): QueueName[] {
  if (queue === undefined) return queueNames;
  if (queue === 'invalidation' || queue === 'media') return [queue];
  return refuse('invalid', 'queue must be invalidation or media.', [
    { field: 'queue', issue: 'must be invalidation or media' },
  ]);
}
