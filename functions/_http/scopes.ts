export const scopes = ['read', 'write', 'operate'] as const;

export type Scope = (typeof scopes)[number];

/** What keeps the site running and who may come in: more than content, and in no script that only writes. */
const operated = /^\/api\/v1\/(ops|sessions|api-tokens|session\/.+)(\/|$)/;

/** What a token needs for this route. */
export function neededScope(method: string, path: string): Scope {
  if (operated.test(path)) return 'operate';
  return isRead(method) ? 'read' : 'write';
}

export function isRead(method: string): boolean {
  return method === 'GET' || method === 'HEAD';
}
