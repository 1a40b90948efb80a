import { AboutSectionSchema, PutAboutSectionRequestSchema } from '../../../proto/gen/colophon/profile/v1/about_pb.js';
import { reply } from '../../_http/reply.ts';
import { parseBody, requireAuthor } from '../../_http/request.ts';
import { route } from '../../_http/route.ts';
import { putAboutSection } from '../../_postgres/profile/about.ts';
import { write } from '../_write.ts';

/** PUT /api/v1/about/{section} */
export const handler = route(async (event) => {
  const author = requireAuthor(event);
  const section = event.pathParameters?.['section'] ?? '';
  const { message } = parseBody(event, PutAboutSectionRequestSchema);
  return write(event, author, async (tx) =>
    reply(200, AboutSectionSchema, await putAboutSection(tx, section, message)),
  );
});
