const fallback = '/studio';

/**
 * Where somebody goes on after signing in: an address of this site, never one that a stranger's link has chosen. Browsers drop
 * line ends and tabs from an address and take a backslash for a slash, so that `/\evil` and `/⇥/evil` name another host;
 * and what is resolved or unescaped on the way may begin with two slashes that were not there before.
 */
export function ownPath(given: unknown): string {
  if (typeof given !== 'string' || !/^\/(?![/\\])/.test(given) || /\p{Cc}/u.test(given)) return fallback;
  if (!URL.canParse(given, 'http://site')) return fallback;
  const { origin, pathname, search } = new URL(given, 'http://site');
  const isOwn = origin === 'http://site' && !leadsAway(pathname) && !/^\/studio\/sign-/.test(pathname);
  return isOwn ? pathname + search : fallback;
}

function leadsAway(pathname: string): boolean {
  try {
    const read = decodeURIComponent(pathname);
    return /[\\\p{Cc}]/u.test(read) || new URL(`.${read}`, 'http://site').pathname.startsWith('//');
  } catch {
    return true;
  }
}
