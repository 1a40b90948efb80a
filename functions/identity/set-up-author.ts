import { SetUpRequestSchema } from '../../proto/gen/colophon/identity/v1/identity_pb.js';
import { refuse } from '../_http/refusal.ts';
import { parseBody } from '../_http/request.ts';
import { route } from '../_http/route.ts';
import { hashPassword } from '../_passwords/hash.ts';
import { createAccount, holdAccount, knownAccount, recoverAccount } from '../_postgres/identity/account.ts';
import { endOtherSessions } from '../_postgres/identity/sessions.ts';
import { holdsSetupLink, takeSetupLink } from '../_postgres/identity/setup-links.ts';
import { change } from './_change.ts';
import { requireNewPassword } from './_new-password.ts';
import { openIn, refuseSignIn, replySignedIn, requireVisitor } from './_sign-in.ts';

/** POST /api/v1/session/setup */
export const handler = route(async (event) => {
  requireVisitor(event);
  const { message } = parseBody(event, SetUpRequestSchema);
  // A link that does not hold costs nobody a hash, and is not told what is wrong with the rest.
  const purpose = await holdsSetupLink(message.token);
  if (!purpose) return refuseSignIn(event, 'link');
  if (purpose === 'setup') requireAll(message);
  const known = await knownAccount();
  await requireNewPassword(message.password, [message.email, message.name, known?.email, known?.name]);
  const passwordHash = await hashPassword(message.password);
  const opened = await change(event, async (tx) => {
    const taken = await takeSetupLink(tx, message.token);
    if (!taken) return undefined;
    await (taken === 'setup' ? createAccount : recoverAccount)(tx, { ...message, passwordHash });
    // Whoever is signed in may be why the author needs it.
    await endOtherSessions(tx, undefined);
    const account = await holdAccount(tx);
    return openIn(tx, event, account!, 'password');
  });
  return opened ? replySignedIn(opened) : refuseSignIn(event, 'link');
});

function requireAll(message: { email: string; name: string }): void {
  const violations = (['email', 'name'] as const)
    .filter((field) => message[field].trim() === '')
    .map((field) => ({ field, issue: 'must be given' }));
  if (violations.length > 0) refuse('invalid', 'An account has an e-mail address and a name.', violations);
}
