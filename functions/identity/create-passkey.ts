import { fromJson } from '@bufbuild/protobuf';
import { CreatePasskeyRequestSchema, PasskeySchema } from '../../proto/gen/colophon/identity/v1/identity_pb.js';
import { refuse } from '../_http/refusal.ts';
import { reply } from '../_http/reply.ts';
import { parseBody, requireAuthor, requireFreshSession } from '../_http/request.ts';
import { route } from '../_http/route.ts';
import { holdAccount } from '../_postgres/identity/account.ts';
import { takeChallenge } from '../_postgres/identity/challenges.ts';
import { createPasskey } from '../_postgres/identity/passkeys.ts';
import { renewSession } from '../_postgres/identity/sessions.ts';
import { challengeIn, verifyCreation } from '../_webauthn/ceremonies.ts';
import { change } from './_change.ts';
import { withCookie } from './_sign-in.ts';

/** POST /api/v1/session/passkeys */
export const handler = route(async (event) => {
  requireAuthor(event);
  const sessionId = requireFreshSession(event);
  const { name, credential = {} } = parseBody(event, CreatePasskeyRequestSchema).message;
  const challenge = challengeIn(credential);
  const given = challenge && (await change(event, (tx) => takeChallenge(tx, challenge)));
  // One that another session asked for is not this one's to answer.
  const isOurs = given && given.purpose === 'create' && given.sessionId === sessionId;
  const made = isOurs ? await verifyCreation(credential, challenge) : undefined;
  if (!made) return refuseCredential();
  const { passkey, token } = await change(event, async (tx) => {
    const account = await holdAccount(tx);
    const passkey = await createPasskey(tx, { ...made, accountId: account!.id, name });
    return { passkey, token: await renewSession(tx, sessionId) };
  });
  return withCookie(reply(201, PasskeySchema, fromJson(PasskeySchema, passkey)), token);
});

function refuseCredential(): never {
  const issue = 'is no answer to what was asked of it here, a few minutes ago at most';
  return refuse('invalid', `credential ${issue}.`, [{ field: 'credential', issue }]);
}
