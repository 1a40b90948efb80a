import { create } from '@bufbuild/protobuf';
import { RedriveRequestSchema, RedriveResponseSchema } from '../../proto/gen/colophon/queue/v1/queue_pb.js';
import { reply } from '../_http/reply.ts';
import { parseBody, requireAuthor } from '../_http/request.ts';
import { route } from '../_http/route.ts';
import { redrive } from '../_sqs/dead-letters.ts';
import { unavailableAsRefusal } from '../_sqs/refusing.ts';

/** What fits into this function's time; the answer says whether there may be more. */
const mostAtOnce = 500;

/** POST /api/v1/ops/queue/redrive */
export const handler = route(async (event) => {
  requireAuthor(event);
  const { message } = parseBody(event, RedriveRequestSchema);
  const most = Math.min(Math.max(message.most ?? mostAtOnce, 1), mostAtOnce);
  const moved = await unavailableAsRefusal(redrive(most));
  return reply(200, RedriveResponseSchema, create(RedriveResponseSchema, { redriven: moved, more: moved === most }));
});
