import type { HttpEvent, HttpHandler, HttpResult } from '../../functions/_http/route.ts';
import { handler as authorize } from '../../functions/identity/authorizer.ts';
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
    headers: event.headers as Record<string, string>,
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
