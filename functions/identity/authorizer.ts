import type { APIGatewayRequestAuthorizerEventV2, APIGatewaySimpleAuthorizerWithContextResult } from 'aws-lambda';
import { Refusal } from '../_http/refusal.ts';
import type { Caller } from '../_http/route.ts';
import { findToken } from '../_postgres/api-tokens.ts';

/** Names the caller and never denies: what a door wants of its caller it says itself, alike on every host. */
export async function handler(
  event: Pick<APIGatewayRequestAuthorizerEventV2, 'headers'>,
): Promise<APIGatewaySimpleAuthorizerWithContextResult<Caller>> {
  const token = /^Bearer\s+(colophon_[\w-]{43})$/i.exec(event.headers?.['authorization'] ?? '')?.[1];
  return { isAuthorized: true, context: token ? await callerOf(token) : {} };
}

async function callerOf(token: string): Promise<Caller> {
  const found = await findToken(token).catch(whileAway);
  if (found === 'away') return { unverified: 'true' };
  return found ? { author: 'author', tokenId: found.id } : {};
}

/** A function that throws here would be answered by the host, in its own words: the door is to say 503. */
function whileAway(error: unknown): 'away' {
  if (error instanceof Refusal && error.kind === 'unavailable') return 'away';
  throw error;
}
