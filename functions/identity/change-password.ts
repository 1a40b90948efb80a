import { ChangePasswordRequestSchema } from '../../proto/gen/colophon/identity/v1/identity_pb.js';
import { refuse } from '../_http/refusal.ts';
import { parseBody, requireAuthor, requireSession } from '../_http/request.ts';
import { route } from '../_http/route.ts';
import { hashPassword, isPassword } from '../_passwords/hash.ts';
import { changePassword, knownAccount } from '../_postgres/identity/account.ts';
import { endOtherSessions, renewSession } from '../_postgres/identity/sessions.ts';
import { change } from './_change.ts';
import { requireNewPassword } from './_new-password.ts';
import { replyRenewed, showIn } from './_renewed.ts';

/** PUT /api/v1/session/password */
export const handler = route(async (event) => {
  requireAuthor(event);
  const sessionId = requireSession(event);
  const { message } = parseBody(event, ChangePasswordRequestSchema);
  const account = await knownAccount();
  if (!account || !(await isPassword(message.presentPassword, account.passwordHash))) return refusePresent();
  await requireNewPassword(message.password, [account.email, account.name]);
  const passwordHash = await hashPassword(message.password);
  const renewed = await change(event, async (tx) => {
    await changePassword(tx, account.passwordHash, passwordHash);
    await endOtherSessions(tx, sessionId);
    // Whoever signs in with a passkey has shown none here: what asks for a sign-in of just now is not opened by it.
    const token = await renewSession(tx, sessionId, { isSignIn: account.signIn === 'password' });
    return showIn(tx, sessionId, token);
  });
  return replyRenewed(renewed);
});

function refusePresent(): never {
  const violation = { field: 'presentPassword', issue: 'is not the present password' };
  return refuse('invalid', 'presentPassword is not the present password.', [violation]);
}
