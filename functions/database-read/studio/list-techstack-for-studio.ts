import { fromJson } from '@bufbuild/protobuf';
import { TechStackSchema } from '../../../proto/gen/colophon/techstack/v1/techstack_pb.js';
import { reply } from '../../_http/reply.ts';
import { requireAuthor } from '../../_http/request.ts';
import { route } from '../../_http/route.ts';
import { techStackCategories } from '../../_postgres/techstack/techstack.ts';

/** GET /api/v1/studio/techstack */
export const handler = route(async (event) => {
  requireAuthor(event);
  return reply(200, TechStackSchema, fromJson(TechStackSchema, { items: await techStackCategories.all() }));
});
