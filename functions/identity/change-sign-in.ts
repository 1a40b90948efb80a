import { Account_SignIn, ChangeSignInRequestSchema } from '../../proto/gen/colophon/identity/v1/identity_pb.js';
import { parseBody, requireAuthor, requireFreshSession } from '../_http/request.ts';
import { route } from '../_http/route.ts';
import { changeSignIn, type SignIn } from '../_postgres/identity/account.ts';
import { renewSession } from '../_postgres/identity/sessions.ts';
import { change } from './_change.ts';
import { replyRenewed, showIn } from './_renewed.ts';

/** PUT /api/v1/session/sign-in */
export const handler = route(async (event) => {
  requireAuthor(event);
  const sessionId = requireFreshSession(event);
  const { message } = parseBody(event, ChangeSignInRequestSchema);
  const signIn = Account_SignIn[message.signIn].toLowerCase() as SignIn;
  const renewed = await change(event, async (tx) => {
    await changeSignIn(tx, signIn);
    return showIn(tx, sessionId, await renewSession(tx, sessionId));
  });
  return replyRenewed(renewed);
});
