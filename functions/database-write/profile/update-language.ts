import { LanguageSchema, UpdateLanguageRequestSchema } from '../../../proto/gen/colophon/profile/v1/languages_pb.js';
import { reply } from '../../_http/reply.ts';
import { parseBody, requireAuthor, uuidParameter } from '../../_http/request.ts';
import { route } from '../../_http/route.ts';
import { languages } from '../../_postgres/profile/languages.ts';
import { write } from '../_write.ts';

/** PATCH /api/v1/languages/{id} */
export const handler = route(async (event) => {
  const author = requireAuthor(event);
  const id = uuidParameter(event, 'id');
  const { message } = parseBody(event, UpdateLanguageRequestSchema);
  return write(event, author, async (tx) =>
    reply(200, LanguageSchema, await languages.update(tx, id, UpdateLanguageRequestSchema, message)),
  );
});
