import { reach, type Fetch } from './ask.ts';

/** Where the author sends readers of an address that no page has. Undefined where they say nothing, or nobody can be asked. */
export async function findRedirect(fetch: Fetch, page: URL): Promise<string | undefined> {
  const segments = page.pathname.split('/').filter((segment) => segment !== '');
  if (segments.length === 0) return undefined;
  const response = await reach(fetch, ['redirects', ...segments]).catch(() => undefined);
  const location = response?.status === 308 ? response.headers.get('location') : null;
  // An author may name this site by its whole address, which the database cannot know for the site's own.
  return location && URL.canParse(location, page) && !isSamePage(location, page) ? location : undefined;
}

function isSamePage(location: string, page: URL): boolean {
  const { origin, pathname } = new URL(location, page);
  return origin === page.origin && pathname === page.pathname;
}
