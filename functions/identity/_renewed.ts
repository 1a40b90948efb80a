import { create } from '@bufbuild/protobuf';
import { SignedInSchema } from '../../proto/gen/colophon/identity/v1/identity_pb.js';
import { reply } from '../_http/reply.ts';
import type { HttpResult } from '../_http/route.ts';
import { showAccount } from '../_postgres/identity/account.ts';
import { showSession } from '../_postgres/identity/sessions.ts';
import type { Tx } from '../_postgres/transaction.ts';
import { withCookie } from './_sign-in.ts';

/** What the author and their session are after a change, as the transaction sees it. */
export async function showIn(tx: Tx, sessionId: string, token: string) {
  const session = { ...(await showSession(tx, sessionId)), isCurrent: true };
  return { token, session, account: await showAccount(tx) };
}

export function replyRenewed({ token, session, account }: Awaited<ReturnType<typeof showIn>>): HttpResult {
  const signedIn = create(SignedInSchema, { session, ...(account && { account }) });
  return withCookie(reply(200, SignedInSchema, signedIn), token);
}
