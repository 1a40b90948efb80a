import { CreateRedirectRequestSchema, RedirectSchema } from '../../../proto/gen/colophon/redirects/v1/redirects_pb.js';
import { reply } from '../../_http/reply.ts';
import { parseBody, requireAuthor } from '../../_http/request.ts';
import { route } from '../../_http/route.ts';
import { siteLink, sitePath } from '../../_keys/site-path.ts';
import { createRedirect } from '../../_postgres/redirects/redirects.ts';
import { write } from '../_write.ts';

/** POST /api/v1/redirects */
export const handler = route(async (event) => {
  const author = requireAuthor(event);
  const { message } = parseBody(event, CreateRedirectRequestSchema);
  const redirect = { fromPath: sitePath(message.fromPath), toPath: siteLink(message.toPath) };
  return write(event, author, async (tx) => reply(201, RedirectSchema, await createRedirect(tx, redirect)));
});
