import { SchedulePostRequestSchema } from '../../../proto/gen/colophon/posts/v1/lists_pb.js';
import { parseBody, requireAuthor, timestampMember, uuidParameter } from '../../_http/request.ts';
import { route } from '../../_http/route.ts';
import { ifMatchGiven, replyPost } from '../../_http/studio.ts';
import { schedulePost } from '../../_postgres/posts/schedule.ts';
import { write } from '../_write.ts';

/** POST /api/v1/posts/{id}/schedule */
export const handler = route(async (event) => {
  const author = requireAuthor(event);
  const id = uuidParameter(event, 'id');
  const { message } = parseBody(event, SchedulePostRequestSchema);
  const publishedAt = timestampMember(message.publishedAt, 'publishedAt');
  return write(event, author, async (tx) =>
    replyPost(200, await schedulePost(tx, id, publishedAt, ifMatchGiven(event))),
  );
});
