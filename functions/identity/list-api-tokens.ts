import { fromJson } from '@bufbuild/protobuf';
import { ApiTokenListSchema } from '../../proto/gen/colophon/identity/v1/identity_pb.js';
import { reply } from '../_http/reply.ts';
import { requireAuthor } from '../_http/request.ts';
import { route } from '../_http/route.ts';
import { listApiTokens } from '../_postgres/identity/api-tokens.ts';

/** GET /api/v1/api-tokens */
export const handler = route(async (event) => {
  requireAuthor(event);
  const items = await listApiTokens(event.requestContext.authorizer?.lambda?.tokenId);
  return reply(200, ApiTokenListSchema, fromJson(ApiTokenListSchema, { items }));
});
