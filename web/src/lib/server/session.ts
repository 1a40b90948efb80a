import type { RequestEvent } from '@sveltejs/kit';

/** The one of both names that the API sets for readers of this scheme: the other could be set by whoever has a neighbouring name. */
const sessions = {
  'https:': /(?:^|;\s*)(__Host-colophon_session=[^;]*)/,
  'http:': /(?:^|;\s*)(colophon_session=[^;]*)/,
};
const version = 'colophon_studio_version';
const keptSeconds = 600;

/** The author's session, as the browser sent it or as the API set it a moment ago; no other cookie is anybody's business. */
export function sessionCookie({ request, locals, url }: RequestEvent): string | undefined {
  const session = sessions[url.protocol === 'https:' ? 'https:' : 'http:'];
  const fresh = (locals.passedBack ?? []).findLast((cookie) => session.test(cookie));
  return session.exec(fresh ?? request.headers.get('cookie') ?? '')?.[1];
}

/** The author's own last write: what is read afterwards is no older. */
export function seenVersion({ cookies }: RequestEvent): string | undefined {
  return /^\d{1,20}$/.exec(cookies.get(version) ?? '')?.[0];
}

export function keepVersion({ cookies, url }: RequestEvent, given: string | null): void {
  if (given === null) return;
  const secure = url.protocol === 'https:';
  cookies.set(version, given, { path: '/studio', httpOnly: true, sameSite: 'strict', secure, maxAge: keptSeconds });
}
