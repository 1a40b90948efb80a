import { CreateLanguageRequestSchema, LanguageSchema } from '../../../proto/gen/colophon/profile/v1/languages_pb.js';
import { reply } from '../../_http/reply.ts';
import { parseBody, requireAuthor } from '../../_http/request.ts';
import { route } from '../../_http/route.ts';
import { languages } from '../../_postgres/profile/languages.ts';
import { write } from '../_write.ts';

/** POST /api/v1/languages */
export const handler = route(async (event) => {
  const author = requireAuthor(event);
  const { message } = parseBody(event, CreateLanguageRequestSchema);
  return write(event, author, async (tx) =>
    reply(201, LanguageSchema, await languages.create(tx, CreateLanguageRequestSchema, message)),
  );
});
