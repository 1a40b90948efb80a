import { create, type JsonObject } from '@bufbuild/protobuf';
import { PasskeyOptionsSchema } from '../../proto/gen/colophon/identity/v1/identity_pb.js';
import { reply } from '../_http/reply.ts';
import { requireAuthor, requireFreshSession } from '../_http/request.ts';
import { route } from '../_http/route.ts';
import { knownAccount } from '../_postgres/identity/account.ts';
import { keepChallenge } from '../_postgres/identity/challenges.ts';
import { storedPasskeys } from '../_postgres/identity/passkeys.ts';
import { creationOptions } from '../_webauthn/ceremonies.ts';
import { change } from './_change.ts';

/** POST /api/v1/session/passkeys/options */
export const handler = route(async (event) => {
  requireAuthor(event);
  const sessionId = requireFreshSession(event);
  const [account, known] = await Promise.all([knownAccount(), storedPasskeys()]);
  const options = await creationOptions(account!, known);
  await change(event, (tx) => keepChallenge(tx, options.challenge, 'create', sessionId));
  const publicKey = options as unknown as JsonObject;
  return reply(200, PasskeyOptionsSchema, create(PasskeyOptionsSchema, { publicKey }));
});
