import { routes } from './_routes.ts';

const patterns = routes.map(({ method, path }) => ({
  method,
  pattern: new RegExp(`^${path.split('/').map(segment).join('/')}$`),
}));

/** The methods that some route takes at this path, for an `Allow` header; none where there is no such path. */
export function methodsAt(path: string): string[] {
  return [...new Set(patterns.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method))].sort();
}

function segment(part: string): string {
  if (/^\{\w+\+\}$/.test(part)) return '.+';
  if (/^\{\w+\}$/.test(part)) return '[^/]+';
  return part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
