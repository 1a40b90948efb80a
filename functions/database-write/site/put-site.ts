import { PutSiteRequestSchema, SiteSchema } from '../../../proto/gen/colophon/site/v1/site_pb.js';
import { reply } from '../../_http/reply.ts';
import { parseBody, requireAuthor } from '../../_http/request.ts';
import { route } from '../../_http/route.ts';
import { putSite } from '../../_postgres/site/site.ts';
import { write } from '../_write.ts';

/** PUT /api/v1/site */
export const handler = route(async (event) => {
  const author = requireAuthor(event);
  const { message } = parseBody(event, PutSiteRequestSchema);
  return write(event, author, async (tx) => reply(200, SiteSchema, await putSite(tx, message)));
});
