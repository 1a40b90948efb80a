import { FinishPasskeySignInRequestSchema } from '../../proto/gen/colophon/identity/v1/identity_pb.js';
import { parseBody } from '../_http/request.ts';
import { type HttpEvent, route } from '../_http/route.ts';
import { holdAccount } from '../_postgres/identity/account.ts';
import { takeChallenge } from '../_postgres/identity/challenges.ts';
import { holdPasskey, usePasskey } from '../_postgres/identity/passkeys.ts';
import { challengeIn, type Credential, verifyRequest } from '../_webauthn/ceremonies.ts';
import { change } from './_change.ts';
import { openIn, refuseSignIn, replySignedIn, requireVisitor } from './_sign-in.ts';

/** POST /api/v1/session/passkey */
export const handler = route(async (event) => {
  requireVisitor(event);
  const credential = parseBody(event, FinishPasskeySignInRequestSchema).message.credential ?? {};
  const challenge = challengeIn(credential);
  // In a transaction of its own: it is spent, whatever comes of it.
  const given = challenge && (await change(event, (tx) => takeChallenge(tx, challenge)));
  if (!given || given.purpose === 'create') return refuseSignIn(event, 'passkey');
  const opened = await openWith(event, credential, challenge, given.purpose === 'second');
  return opened ? replySignedIn(opened) : refuseSignIn(event, 'passkey');
});

function openWith(event: HttpEvent, credential: Credential, challenge: string, hasPassword: boolean) {
  return change(event, async (tx) => {
    const account = await holdAccount(tx);
    // Where both are wanted, one alone does not do; and who showed the password was asked for the second.
    if (!account || (account.signIn === 'password_and_passkey') !== hasPassword) return undefined;
    const known = await holdPasskey(tx, String(credential['id']));
    const signed = known && (await verifyRequest(credential, challenge, known));
    if (!signed) return undefined;
    await usePasskey(tx, known.id, signed);
    return openIn(tx, event, account, hasPassword ? 'password_and_passkey' : 'passkey');
  });
}
