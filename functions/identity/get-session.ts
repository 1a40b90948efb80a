import { create } from '@bufbuild/protobuf';
import { SignedInSchema } from '../../proto/gen/colophon/identity/v1/identity_pb.js';
import { reply } from '../_http/reply.ts';
import { requireAuthor } from '../_http/request.ts';
import { route } from '../_http/route.ts';
import { showAccount } from '../_postgres/identity/account.ts';
import { showApiToken } from '../_postgres/identity/api-tokens.ts';
import { showSession } from '../_postgres/identity/sessions.ts';
import { transaction } from '../_postgres/transaction.ts';

/** GET /api/v1/session */
export const handler = route(async (event) => {
  requireAuthor(event);
  const { sessionId, tokenId } = event.requestContext.authorizer?.lambda ?? {};
  const shown = await transaction(async (tx) => {
    const account = await showAccount(tx);
    const session = sessionId && { ...(await showSession(tx, sessionId)), isCurrent: true };
    const apiToken = tokenId && (await showApiToken(tx, tokenId, tokenId));
    return { ...(account && { account }), ...(session && { session }), ...(apiToken && { apiToken }) };
  }, 'identity');
  return reply(200, SignedInSchema, create(SignedInSchema, shown));
});
