import { create } from '@bufbuild/protobuf';
import { QueueOverviewSchema } from '../../proto/gen/colophon/queue/v1/queue_pb.js';
import { reply } from '../_http/reply.ts';
import { requireAuthor } from '../_http/request.ts';
import { route } from '../_http/route.ts';
import { oldestOutboxSeconds } from '../_postgres/events/outbox.ts';
import { depths } from '../_sqs/depths.ts';
import { unavailableAsRefusal } from '../_sqs/refusing.ts';

/** GET /api/v1/ops/queue */
export const handler = route(async (event) => {
  requireAuthor(event);
  const [queue, oldestSeconds] = await Promise.all([unavailableAsRefusal(depths()), oldestOutboxSeconds()]);
  return reply(200, QueueOverviewSchema, create(QueueOverviewSchema, { invalidation: { ...queue, oldestSeconds } }));
});
