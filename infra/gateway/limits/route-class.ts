import { versionIn } from '../../../functions/_http/min-version.ts';
import { pathOf } from '../problem.ts';
import type { PluginRequest } from '../plugin.ts';

export const rateClasses = ['reads', 'writes', 'login', 'versioned'] as const;
export type RateClass = (typeof rateClasses)[number];

/** What is known of a route before there is a request. */
export type RouteKind = 'api' | 'session' | 'link' | 'page' | 'uncounted';

const session = '/api/v1/session';
const safe = ['GET', 'HEAD', 'OPTIONS', 'TRACE'];

/** @param url as the router has it: /api/v1/projects/:project, and an asterisk for the rest */
export function kindOf(url: string): RouteKind {
  if (url === '/files' || url.startsWith('/files/') || url === '/healthz' || url === '/readyz') return 'uncounted';
  if (url.startsWith(`${session}/setup`)) return 'link';
  if (url === session || url.startsWith(`${session}/`)) return 'session';
  return /^\/(api|uploads)(\/|$)/.test(url) ? 'api' : 'page';
}

/**
 * Which budget a request is taken from; undefined for what is not counted. A page counts once, for its reader: what our own web
 * asks for to make it does not count again. But whoever tries a credential is counted at the door that looks at it, and that
 * is the only place where our sign-in form passes too.
 */
export function classOf(kind: RouteKind, request: PluginRequest): RateClass | undefined {
  const { method } = request;
  if (kind === 'uncounted') return undefined;
  if (kind === 'session' && !safe.includes(method) && method !== 'DELETE') return 'login';
  // Who looks whether a one-time link is good tries it.
  if (kind === 'link' && (!safe.includes(method) || request.url.includes('?'))) return 'login';
  if (request.isInternal) return undefined;
  // Where text is only shown as it will be: that comes after each pause in writing, and must not use up what saving needs.
  if (kind === 'page' && method === 'POST' && pathOf(request.url) === '/studio/preview') return 'reads';
  if (!safe.includes(method)) return 'writes';
  if (kind === 'page' && isAsset(request)) return undefined;
  // It may force builds, which cost the database what hits do not.
  return isVersioned(request.headers) ? 'versioned' : 'reads';
}

function isVersioned(headers: PluginRequest['headers']): boolean {
  return headers['min-version'] !== undefined || versionIn(headers.cookie ?? '') !== undefined;
}

/** Of a page that counted already. What only looks like one, and is a page behind some turns of the path, counts. */
function isAsset({ url, method }: PluginRequest): boolean {
  if (!url.startsWith('/_app/') && !url.startsWith('/favicon.svg')) return false;
  const path = pathOf(url);
  return (
    (method === 'GET' || method === 'HEAD') &&
    !path.startsWith('/_app/remote/') &&
    !path.includes('..') &&
    /^\/(_app\/[\w./@~-]+\.\w+|favicon\.svg)$/.test(path)
  );
}
