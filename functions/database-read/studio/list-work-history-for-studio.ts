import { fromJson } from '@bufbuild/protobuf';
import { WorkHistorySchema } from '../../../proto/gen/colophon/profile/v1/work_history_pb.js';
import { reply } from '../../_http/reply.ts';
import { requireAuthor } from '../../_http/request.ts';
import { route } from '../../_http/route.ts';
import { workHistory } from '../../_postgres/profile/work-history.ts';

/** GET /api/v1/studio/work-history */
export const handler = route(async (event) => {
  requireAuthor(event);
  return reply(200, WorkHistorySchema, fromJson(WorkHistorySchema, { items: await workHistory.all() }));
});
