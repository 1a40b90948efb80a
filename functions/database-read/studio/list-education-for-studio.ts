import { fromJson } from '@bufbuild/protobuf';
import { EducationSchema } from '../../../proto/gen/colophon/profile/v1/education_pb.js';
import { reply } from '../../_http/reply.ts';
import { requireAuthor } from '../../_http/request.ts';
import { route } from '../../_http/route.ts';
import { education } from '../../_postgres/profile/education.ts';

/** GET /api/v1/studio/education */
export const handler = route(async (event) => {
  requireAuthor(event);
  return reply(200, EducationSchema, fromJson(EducationSchema, { items: await education.all() }));
});
