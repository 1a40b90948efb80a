import type { APIGatewayRequestAuthorizerEventV2, APIGatewaySimpleAuthorizerWithContextResult } from 'aws-lambda';
import { isOurOwn } from '../_http/origin.ts';
import { Refusal } from '../_http/refusal.ts';
import type { Caller } from '../_http/route.ts';
import { shownSession } from '../_http/session-cookie.ts';
import { findToken } from '../_postgres/identity/api-tokens.ts';
import { findSession } from '../_postgres/identity/sessions.ts';
import { noteUse } from './_note-use.ts';

type Asked = Pick<APIGatewayRequestAuthorizerEventV2, 'headers'> & { cookies?: string[] };

/**
 * Names the caller and never denies: what a door wants of its caller it says itself, alike on every host. Who sends
 * Authorization means it: a cookie beside it is not looked at.
 */
export async function handler(event: Asked): Promise<APIGatewaySimpleAuthorizerWithContextResult<Caller>> {
  const authorization = event.headers?.['authorization'];
  const naming = authorization === undefined ? bySession(event) : byToken(authorization);
  return { isAuthorized: true, context: await naming.catch(whileAway) };
}

async function byToken(authorization: string): Promise<Caller> {
  const token = /^Bearer\s+(colophon_[\w-]{43})$/i.exec(authorization)?.[1];
  const found = token && (await findToken(token));
  if (!found) return {};
  await noteUse('token', found);
  return { author: 'author', tokenId: found.id, scopes: found.scopes.join(' ') };
}

async function bySession(event: Asked): Promise<Caller> {
  const token = shownSession(event);
  const found = token && (await findSession(token));
  if (!found) return {};
  await noteUse('session', found);
  return {
    author: 'author',
    sessionId: found.id,
    ...(isOurOwn(event) && { isOurOwn: 'true' }),
    ...(found.isFresh && { isFresh: 'true' }),
  };
}

/** A function that throws here would be answered by the host, in its own words: the door is to say 503. */
function whileAway(error: unknown): Caller {
  if (error instanceof Refusal && error.kind === 'unavailable') return { unverified: 'true' };
  throw error;
}
