import { RedirectSchema, UpdateRedirectRequestSchema } from '../../../proto/gen/colophon/redirects/v1/redirects_pb.js';
import { reply } from '../../_http/reply.ts';
import { parseBody, requireAuthor, uuidParameter } from '../../_http/request.ts';
import { route } from '../../_http/route.ts';
import { siteLink, sitePath } from '../../_keys/site-path.ts';
import { updateRedirect } from '../../_postgres/redirects/redirects.ts';
import { write } from '../_write.ts';

/** PATCH /api/v1/redirects/{id} */
export const handler = route(async (event) => {
  const author = requireAuthor(event);
  const id = uuidParameter(event, 'id');
  const { message } = parseBody(event, UpdateRedirectRequestSchema);
  const { fromPath: from, toPath: to } = message;
  const change = { fromPath: from && sitePath(from), toPath: to && siteLink(to) };
  return write(event, author, async (tx) => reply(200, RedirectSchema, await updateRedirect(tx, id, change)));
});
