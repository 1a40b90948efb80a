import { create } from '@bufbuild/protobuf';
import { SignInAnswerSchema, SignInRequestSchema } from '../../proto/gen/colophon/identity/v1/identity_pb.js';
import { reply } from '../_http/reply.ts';
import { parseBody } from '../_http/request.ts';
import { type HttpEvent, type HttpResult, route } from '../_http/route.ts';
import { isPassword } from '../_passwords/hash.ts';
import { holdAccount, knownAccount } from '../_postgres/identity/account.ts';
import { keepChallenge } from '../_postgres/identity/challenges.ts';
import { storedPasskeys } from '../_postgres/identity/passkeys.ts';
import { requestOptions } from '../_webauthn/ceremonies.ts';
import { change } from './_change.ts';
import { openIn, refuseSignIn, requireVisitor, withCookie } from './_sign-in.ts';

/** POST /api/v1/session */
export const handler = route(async (event) => {
  requireVisitor(event);
  const { message } = parseBody(event, SignInRequestSchema);
  const account = await knownAccount();
  // An e-mail that is nobody's takes as long, and so does an account that wants no password.
  const isTheirs = account?.email.toLowerCase() === message.email.trim().toLowerCase() && account.signIn !== 'passkey';
  const isRight = await isPassword(message.password, isTheirs ? account.passwordHash : undefined);
  if (!account || !isRight) return refuseSignIn(event, 'password');
  if (account.signIn === 'password_and_passkey') return askForPasskey(event);
  const opened = await change(event, async (tx) => {
    // Between the two the password may have been changed, and all sessions ended: then this opens none.
    const now = await holdAccount(tx);
    if (now?.passwordHash !== account.passwordHash || now.signIn !== account.signIn) return undefined;
    return openIn(tx, event, account, 'password');
  });
  if (!opened) return refuseSignIn(event, 'password');
  const { token, ...signedIn } = opened;
  return withCookie(reply(200, SignInAnswerSchema, create(SignInAnswerSchema, signedIn)), token);
});

async function askForPasskey(event: HttpEvent): Promise<HttpResult> {
  const { challenge, publicKey: passkeyOptions } = await requestOptions(await storedPasskeys());
  await change(event, (tx) => keepChallenge(tx, challenge, 'second'));
  return reply(200, SignInAnswerSchema, create(SignInAnswerSchema, { passkeyOptions }));
}
