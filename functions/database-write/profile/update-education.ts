import {
  EducationEntrySchema,
  UpdateEducationRequestSchema,
} from '../../../proto/gen/colophon/profile/v1/education_pb.js';
import { reply } from '../../_http/reply.ts';
import { parseBody, requireAuthor, uuidParameter } from '../../_http/request.ts';
import { route } from '../../_http/route.ts';
import { education } from '../../_postgres/profile/education.ts';
import { write } from '../_write.ts';

/** PATCH /api/v1/education/{id} */
export const handler = route(async (event) => {
  const author = requireAuthor(event);
  const id = uuidParameter(event, 'id');
  const { message } = parseBody(event, UpdateEducationRequestSchema);
  return write(event, author, async (tx) =>
    reply(200, EducationEntrySchema, await education.update(tx, id, UpdateEducationRequestSchema, message)),
  );
});
