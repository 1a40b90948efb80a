/** Where somebody goes on after signing in: an address of the studio, never one that a stranger's link has chosen. */
export function ownPath(given: unknown): string {
  if (typeof given !== 'string' || !/^\/studio(?:[/?]|$)/.test(given) || !URL.canParse(given, 'http://site'))
    return '/studio';
  const { origin, pathname, search } = new URL(given, 'http://site');
  const isOwn = origin === 'http://site' && /^\/studio(\/|$)/.test(pathname) && !/^\/studio\/sign-/.test(pathname);
  return isOwn ? pathname + search : '/studio';
}
