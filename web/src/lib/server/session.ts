import type { RequestEvent } from '@sveltejs/kit';

/** The one of both names that the API sets for readers of this scheme: the other could be set by whoever has a neighbouring name. */
const sessions = {
  'https:': /(?:^|;\s*)(__Host-colophon_session=[^;]*)/,
  'http:': /(?:^|;\s*)(colophon_session=[^;]*)/,
};
const version = 'colophon_version';
/** As long as an object may stay in a cache: what is read later was built later. */
const keptSeconds = 3_600;
const maxUint64 = 2n ** 64n - 1n;

/** The author's session, as the browser sent it or as the API set it a moment ago; no other cookie is anybody's business. */
export function sessionCookie({ request, locals, url }: RequestEvent): string | undefined {
  const session = sessions[url.protocol === 'https:' ? 'https:' : 'http:'];
  const fresh = (locals.passedBack ?? []).findLast((cookie) => session.test(cookie));
  return session.exec(fresh ?? request.headers.get('cookie') ?? '')?.[1];
}

/** The author's own last write: what is read afterwards is no older, on readers' pages as in the studio. */
export function seenVersion({ cookies }: RequestEvent): string | undefined {
  const seen = /^(0|[1-9]\d{0,19})$/.exec(cookies.get(version) ?? '')?.[0];
  return seen !== undefined && BigInt(seen) <= maxUint64 ? seen : undefined;
}

export function keepVersion({ cookies, url }: RequestEvent, given: string | null): void {
  if (given === null) return;
  const secure = url.protocol === 'https:';
  // Lax: a link from elsewhere leads the author to their page, too. It is a number and lets nobody in.
  cookies.set(version, given, { path: '/', httpOnly: true, sameSite: 'lax', secure, maxAge: keptSeconds });
}
