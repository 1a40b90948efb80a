import {
  WorkHistoryEntrySchema,
  UpdateWorkHistoryRequestSchema,
} from '../../../proto/gen/colophon/profile/v1/work_history_pb.js';
import { reply } from '../../_http/reply.ts';
import { parseBody, requireAuthor, uuidParameter } from '../../_http/request.ts';
import { route } from '../../_http/route.ts';
import { workHistory } from '../../_postgres/profile/work-history.ts';
import { write } from '../_write.ts';

/** PATCH /api/v1/work-history/{id} */
export const handler = route(async (event) => {
  const author = requireAuthor(event);
  const id = uuidParameter(event, 'id');
  const { message } = parseBody(event, UpdateWorkHistoryRequestSchema);
  return write(event, author, async (tx) =>
    reply(200, WorkHistoryEntrySchema, await workHistory.update(tx, id, UpdateWorkHistoryRequestSchema, message)),
  );
});
