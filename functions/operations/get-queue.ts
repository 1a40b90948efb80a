import { create } from '@bufbuild/protobuf';
import { QueueOverviewSchema } from '../../proto/gen/colophon/queue/v1/queue_pb.js';
import { reply } from '../_http/reply.ts';
import { requireAuthor } from '../_http/request.ts';
import { route } from '../_http/route.ts';
import { oldestOutboxSeconds } from '../_postgres/events/outbox.ts';
import { oldestJobSeconds } from '../_postgres/media/media-jobs.ts';
import { depths } from '../_sqs/depths.ts';
import { unavailableAsRefusal } from '../_sqs/refusing.ts';

/** GET /api/v1/ops/queue */
export const handler = route(async (event) => {
  requireAuthor(event);
  const [invalidations, jobs, oldestEvent, oldestJob] = await Promise.all([
    unavailableAsRefusal(depths('invalidation')),
    unavailableAsRefusal(depths('media')),
    oldestOutboxSeconds(),
    oldestJobSeconds(),
  ]);
  const overview = create(QueueOverviewSchema, {
    invalidation: { ...invalidations, oldestSeconds: oldestEvent },
    media: { ...jobs, oldestSeconds: oldestJob },
  });
  return reply(200, QueueOverviewSchema, overview);
});
