/** What another reader might make of it: characters that are escaped, dots, slashes that are doubled or lean the other way. */
const odd = /[%\\]|\/[./]/;

/**
 * The address as whoever reads it most generously would: unescaped, its dots resolved, its slashes single. Where a policy depends
 * on an address, both readings count, so that nobody comes past it with another spelling.
 */
export function plainPath(path: string): string {
  if (!odd.test(path)) return path;
  const segments: string[] = [];
  const parts = unescaped(path).replaceAll('\\', '/').split('/');
  for (const [index, part] of parts.entries()) {
    if (part === '..') segments.pop();
    else if ((part !== '' && part !== '.') || (part === '' && index > 0 && index === parts.length - 1))
      segments.push(part);
  }
  return `/${segments.join('/')}`;
}

function unescaped(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
