import { fromJson } from '@bufbuild/protobuf';
import { PasskeyListSchema } from '../../proto/gen/colophon/identity/v1/identity_pb.js';
import { reply } from '../_http/reply.ts';
import { requireAuthor } from '../_http/request.ts';
import { route } from '../_http/route.ts';
import { listPasskeys } from '../_postgres/identity/passkeys.ts';

/** GET /api/v1/session/passkeys */
export const handler = route(async (event) => {
  requireAuthor(event);
  return reply(200, PasskeyListSchema, fromJson(PasskeyListSchema, { items: await listPasskeys() }));
});
