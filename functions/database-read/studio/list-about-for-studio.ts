import { fromJson } from '@bufbuild/protobuf';
import { AboutSchema } from '../../../proto/gen/colophon/profile/v1/about_pb.js';
import { reply } from '../../_http/reply.ts';
import { requireAuthor } from '../../_http/request.ts';
import { route } from '../../_http/route.ts';
import { aboutForStudio } from '../../_postgres/profile/about.ts';

/** GET /api/v1/studio/about */
export const handler = route(async (event) => {
  requireAuthor(event);
  return reply(200, AboutSchema, fromJson(AboutSchema, { items: await aboutForStudio() }));
});
