import { createHash } from 'node:crypto';
import type { HttpEvent, HttpHandler, HttpResult } from '../../functions/_http/route.ts';
import { handler as authorize } from '../../functions/identity/authorizer.ts';
import { handler as setUp } from '../../functions/identity/set-up-author.ts';
import type { DatabaseUnderTest } from './database-under-test.ts';
import { type Asked, httpEvent } from './http-event.ts';

/** Where the functions under test believe to be; a browser's pages are there. */
export const publicUrl = 'http://localhost:8080';

/** A request with what a caller shows, as its host hands it to a function: the authorizer names the caller first. */
export interface Shown extends Omit<Asked, 'author'> {
  cookie?: string | undefined;
  token?: string | undefined;
}

/** As a gateway does it: asks the authorizer who is calling, and hands what it says to the function. */
export async function asked(handler: HttpHandler, shown: Shown): Promise<HttpResult> {
  const { cookie, token, headers = {}, ...rest } = shown;
  const event: HttpEvent = httpEvent({
    ...rest,
    headers: { ...headers, ...(token !== undefined && { authorization: `Bearer ${token}` }) },
    author: null,
  });
  if (cookie !== undefined) event.cookies = [cookie];
  const { context } = await authorize({
    headers: event.headers,
    ...(cookie !== undefined && { cookies: [cookie] }),
  });
  event.requestContext.authorizer = { lambda: context };
  return handler(event);
}

/** What a browser would send from now on, after this answer; undefined where it sets none, or takes it away. */
export function cookieIn(result: HttpResult): string | undefined {
  const [cookie = ''] = result.cookies ?? [];
  const pair = cookie.split(';')[0] ?? '';
  return pair === '' || pair.endsWith('=') ? undefined : pair;
}

/** An account of the author alone in this database, and the cookie of a browser in which they are signed in. */
export async function setUpAuthor(
  db: DatabaseUnderTest,
  { email, password }: { email: string; password: string },
): Promise<string> {
  const token = `setup_${'k'.repeat(43)}`;
  await db.sql('truncate accounts, sessions, passkeys, setup_links, webauthn_challenges cascade');
  await db.sql(
    `insert into setup_links (purpose, token_hash, expires_at) values ('setup', $1, now() + interval '1 hour')`,
    [createHash('sha256').update(token).digest()],
  );
  const body = { token, email, name: 'Ada', password };
  const result = await asked(setUp, { method: 'POST', path: '/api/v1/session/setup', body });
  if (result.statusCode !== 200) throw new Error(`The author could not be set up: ${result.body}`);
  return cookieIn(result)!;
}
