import {
  CreateEducationRequestSchema,
  EducationEntrySchema,
} from '../../../proto/gen/colophon/profile/v1/education_pb.js';
import { reply } from '../../_http/reply.ts';
import { parseBody, requireAuthor } from '../../_http/request.ts';
import { route } from '../../_http/route.ts';
import { education } from '../../_postgres/profile/education.ts';
import { write } from '../_write.ts';

/** POST /api/v1/education */
export const handler = route(async (event) => {
  const author = requireAuthor(event);
  const { message } = parseBody(event, CreateEducationRequestSchema);
  return write(event, author, async (tx) =>
    reply(201, EducationEntrySchema, await education.create(tx, CreateEducationRequestSchema, message)),
  );
});
