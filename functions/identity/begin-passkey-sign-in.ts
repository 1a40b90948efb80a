import { create } from '@bufbuild/protobuf';
import { PasskeyOptionsSchema } from '../../proto/gen/colophon/identity/v1/identity_pb.js';
import { reply } from '../_http/reply.ts';
import { route } from '../_http/route.ts';
import { keepChallenge } from '../_postgres/identity/challenges.ts';
import { requestOptions } from '../_webauthn/ceremonies.ts';
import { change } from './_change.ts';
import { requireVisitor } from './_sign-in.ts';

/** POST /api/v1/session/passkey/options */
export const handler = route(async (event) => {
  requireVisitor(event);
  const { challenge, publicKey } = await requestOptions();
  await change(event, (tx) => keepChallenge(tx, challenge, 'alone'));
  return reply(200, PasskeyOptionsSchema, create(PasskeyOptionsSchema, { publicKey }));
});
