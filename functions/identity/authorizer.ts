import type { APIGatewayRequestAuthorizerEventV2, APIGatewaySimpleAuthorizerWithContextResult } from 'aws-lambda';
import type { Caller } from '../_http/route.ts';
import { findToken } from '../_postgres/api-tokens.ts';

/** Names the caller and never denies: what a door wants of its caller it says itself, alike on every host. */
export async function handler(
  event: Pick<APIGatewayRequestAuthorizerEventV2, 'headers'>,
): Promise<APIGatewaySimpleAuthorizerWithContextResult<Caller>> {
  const token = /^Bearer\s+(colophon_[\w-]{43})$/i.exec(event.headers?.['authorization'] ?? '')?.[1];
  const found = token && (await findToken(token));
  return { isAuthorized: true, context: found ? { author: 'author', tokenId: found.id } : {} };
}
