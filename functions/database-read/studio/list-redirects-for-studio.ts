import { fromJson } from '@bufbuild/protobuf';
import { RedirectListSchema } from '../../../proto/gen/colophon/redirects/v1/redirects_pb.js';
import { byUpdate, decodeCursor, encodeCursor } from '../../_http/cursor.ts';
import { reply } from '../../_http/reply.ts';
import { limitParameter, query, requireAuthor } from '../../_http/request.ts';
import { route } from '../../_http/route.ts';
import { redirectsForStudio } from '../../_postgres/redirects/redirects.ts';

/** GET /api/v1/studio/redirects?limit=&cursor= */
export const handler = route(async (event) => {
  const taken = ['limit', 'cursor'];
  requireAuthor(event, taken);
  const { cursor, limit } = query(event, taken);
  const most = limitParameter(limit);
  const items = await redirectsForStudio(most + 1, decodeCursor('studio/redirects', byUpdate, cursor));
  const page = items.slice(0, most);
  const last = page.at(-1);
  const nextCursor =
    items.length > most && last
      ? encodeCursor('studio/redirects', byUpdate, { updatedAt: last.updatedAt!, id: last.id! })
      : undefined;
  return reply(
    200,
    RedirectListSchema,
    fromJson(RedirectListSchema, { items: page, ...(nextCursor && { nextCursor }) }),
  );
});
