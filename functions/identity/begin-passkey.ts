import { create } from '@bufbuild/protobuf';
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
  const { challenge, publicKey } = await creationOptions(account!, known);
  await change(event, (tx) => keepChallenge(tx, challenge, 'create', sessionId));
  return reply(200, PasskeyOptionsSchema, create(PasskeyOptionsSchema, { publicKey }));
});
