import { create } from '@bufbuild/protobuf';
import { SignedInSchema } from '../../proto/gen/colophon/identity/v1/identity_pb.js';
import { log } from '../_env/log.ts';
import { refuseForeign } from '../_http/origin.ts';
import { refuse } from '../_http/refusal.ts';
import { query } from '../_http/request.ts';
import { reply } from '../_http/reply.ts';
import type { HttpEvent, HttpResult } from '../_http/route.ts';
import { requireSafeCookie, shownSession, withSession } from '../_http/session-cookie.ts';
import { type KnownAccount, showAccount } from '../_postgres/identity/account.ts';
import { endShownSession, limitsInDays, type Method, openSession } from '../_postgres/identity/sessions.ts';
import type { Tx } from '../_postgres/transaction.ts';

/** Anybody may try to sign in, but no foreign page for them, and not where the session could be read on its way. */
export function requireVisitor(event: HttpEvent): void {
  requireSafeCookie();
  refuseForeign(event);
  query(event);
}

/** The one answer to all that is wrong, so that it says nothing of what was right. Nobody is ever locked out by it. */
export function refuseSignIn(event: HttpEvent, means: 'password' | 'passkey' | 'link'): never {
  log.warn({ means, address: event.requestContext.http.sourceIp }, 'a sign-in was refused');
  return refuse('unauthenticated', sentences[means]);
}

const sentences = {
  password: 'E-mail and password do not fit together.',
  passkey: 'This passkey does not sign in here.',
  link: 'This link has been used, or is too old, or was never made.',
};

/** Opens a session in this transaction. The one that the browser has shown ends: it may not have been the author's. */
export async function openIn(tx: Tx, event: HttpEvent, account: Pick<KnownAccount, 'id'>, method: Method) {
  await endShownSession(tx, shownSession(event));
  const { sourceIp, userAgent } = event.requestContext.http;
  const { token, session } = await openSession(tx, account.id, method, { address: sourceIp, userAgent });
  return { token, session: { ...session, isCurrent: true }, account: await showAccount(tx) };
}

export function replySignedIn({ token, session, account }: Awaited<ReturnType<typeof openIn>>): HttpResult {
  const signedIn = create(SignedInSchema, { session, ...(account && { account }) });
  return withCookie(reply(200, SignedInSchema, signedIn), token);
}

/** It lasts as long as the session can. */
export function withCookie(result: HttpResult, token: string): HttpResult {
  return withSession(result, token, limitsInDays().absolute * 24 * 60 * 60);
}
