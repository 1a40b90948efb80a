const root = '/api/v1';

/** The page that shows what the API answers at this address. */
export function pageOf(location: string): string {
  const { pathname, hash } = new URL(location, 'http://api');
  const page = pathname.replace(root, '').replace(/^(\/projects\/[^/]+)\/posts\//, '$1/') || '/';
  return page + hash;
}
