import { create } from '@bufbuild/protobuf';
import {
  ApiToken_Scope,
  CreateApiTokenRequestSchema,
  NewApiTokenSchema,
} from '../../proto/gen/colophon/identity/v1/identity_pb.js';
import { reply } from '../_http/reply.ts';
import { parseBody, requireAuthor, requireFreshSession, timestampMember } from '../_http/request.ts';
import { route } from '../_http/route.ts';
import { createApiToken, showApiToken } from '../_postgres/identity/api-tokens.ts';
import { change } from './_change.ts';

/** POST /api/v1/api-tokens */
export const handler = route(async (event) => {
  requireAuthor(event);
  const parent = event.requestContext.authorizer?.lambda?.tokenId;
  if (!parent) requireFreshSession(event);
  const { message } = parseBody(event, CreateApiTokenRequestSchema);
  const wanted = {
    name: message.name,
    scopes: message.scopes.map((scope) => ApiToken_Scope[scope].toLowerCase()),
    expiresAt: message.expiresAt === undefined ? undefined : timestampMember(message.expiresAt, 'expiresAt'),
    parent,
  };
  const made = await change(event, async (tx) => {
    const { token, id } = await createApiToken(tx, wanted);
    return { token, apiToken: await showApiToken(tx, id) };
  });
  return reply(201, NewApiTokenSchema, create(NewApiTokenSchema, made));
});
