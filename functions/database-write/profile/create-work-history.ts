import {
  CreateWorkHistoryRequestSchema,
  WorkHistoryEntrySchema,
} from '../../../proto/gen/colophon/profile/v1/work_history_pb.js';
import { reply } from '../../_http/reply.ts';
import { parseBody, requireAuthor } from '../../_http/request.ts';
import { route } from '../../_http/route.ts';
import { workHistory } from '../../_postgres/profile/work-history.ts';
import { write } from '../_write.ts';

/** POST /api/v1/work-history */
export const handler = route(async (event) => {
  const author = requireAuthor(event);
  const { message } = parseBody(event, CreateWorkHistoryRequestSchema);
  return write(event, author, async (tx) =>
    reply(201, WorkHistoryEntrySchema, await workHistory.create(tx, CreateWorkHistoryRequestSchema, message)),
  );
});
