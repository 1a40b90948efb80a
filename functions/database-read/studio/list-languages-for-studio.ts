import { fromJson } from '@bufbuild/protobuf';
import { LanguagesSchema } from '../../../proto/gen/colophon/profile/v1/languages_pb.js';
import { reply } from '../../_http/reply.ts';
import { requireAuthor } from '../../_http/request.ts';
import { route } from '../../_http/route.ts';
import { languages } from '../../_postgres/profile/languages.ts';

/** GET /api/v1/studio/languages */
export const handler = route(async (event) => {
  requireAuthor(event);
  return reply(200, LanguagesSchema, fromJson(LanguagesSchema, { items: await languages.all() }));
});
