const root = '/api/v1';

/** The page that shows what the API answers at this address. */
export function pageOf(location: string): string {
  const { pathname } = new URL(location, 'http://api');
  return pathname.replace(root, '').replace(/^(\/projects\/[^/]+)\/posts\//, '$1/') || '/';
}
