import { dev } from '$app/env';
import { API_URL, INTERNAL_SECRET } from '$app/env/private';
import { first } from 'virtual:page-scripts';
import type { Handle, HandleFetch, HandleServerError } from '@sveltejs/kit/hooks';
import type { RequestEvent } from '@sveltejs/kit';
import { findRedirect } from '#lib/server/api/redirects.ts';
import { PageParts } from '#lib/server/parts.ts';
import { seenVersion } from '#lib/server/session.ts';
import { plainAddress } from '#lib/server/plain-address.ts';
import { words } from '#lib/words.ts';

/** The gateway names the reader's address in each request for a page. */
const passedOn = ['x-request-id', 'traceparent', 'x-forwarded-for'];

type Resolve = Parameters<Handle>[0]['resolve'];

export const handle: Handle = async ({ event, resolve }) => {
  const began = performance.now();
  const parts = (event.locals.parts = new PageParts());
  const plain = plainAddress(event.url);
  const response = plain === undefined ? await answered(event, resolve) : movedTo(plain);
  const headers = response.headers;
  const isStudio = isOfStudio(event.url);
  if (isStudio) keepToAuthor(headers, event.locals.passedBack ?? []);

  if (headers.get('content-type') === 'text/html') headers.set('content-type', 'text/html; charset=utf-8');
  // Our own caches learn at once when a page went stale; all others have to ask.
  if (!headers.has('cache-control'))
    headers.set('cache-control', response.status < 500 ? 'public, no-cache' : 'no-store');
  if (event.locals.retryAfterSeconds) headers.set('retry-after', String(event.locals.retryAfterSeconds));
  // While one works on it a page changes with its files, which are no part that anybody announces.
  if (!dev) parts.tell(event.request.headers, headers);
  headers.append('server-timing', `web;dur=${(performance.now() - began).toFixed(1)}`);
  headers.delete('x-sveltekit-page');
  if (isStudio && !headers.has('referrer-policy')) headers.set('referrer-policy', 'same-origin');
  return response;
};

async function answered(event: RequestEvent, resolve: Resolve): Promise<Response> {
  const resolved = await resolve(event, {
    preload: preload(event),
    transformPageChunk: ({ html }) => withoutMarkers(filledIn(html)),
  });
  return (await redirected(event, resolved)) ?? resolved;
}

const movedTo = (location: string) => new Response(null, { status: 308, headers: { location } });

/** All that begins like the author's room, however it goes on: whatever is there, no cache on the way may keep it for others. */
const isOfStudio = ({ pathname }: URL) => /^\/+studio(?![\w-])/i.test(decoded(pathname));

function decoded(pathname: string): string {
  try {
    return decodeURIComponent(pathname);
  } catch {
    return pathname;
  }
}

/** Nobody keeps what the author alone may see, and no search engine lists it. */
function keepToAuthor(headers: Headers, cookies: string[]): void {
  headers.set('cache-control', 'private, no-store');
  headers.set('x-robots-tag', 'noindex');
  for (const cookie of cookies) headers.append('set-cookie', cookie);
}

/** An address that no page has may be one that the author redirected. */
async function redirected(event: RequestEvent, { status }: Response): Promise<Response | undefined> {
  if (status !== 404 || event.isDataRequest || isOfStudio(event.url) || !['GET', 'HEAD'].includes(event.request.method))
    return undefined;
  const location = await findRedirect(event.fetch, event.url);
  return location === undefined ? undefined : movedTo(location);
}

/** The places that the frame of all pages leaves open. */
const filledIn = (html: string) =>
  html.replace('%colophon.language%', words.language).replace('%colophon.first%', () => `<script>${first}</script>`);

/** Svelte marks in comments where its own script would take up its work, which runs while one works on the site and nowhere else. */
const withoutMarkers = (html: string) => (dev ? html : html.replace(/<!--[[\]\w-]{0,16}-->/g, ''));

/**
 * The text face is on every page; code and other scripts are fetched by the pages that show them, and so are italics, but for
 * the pages that begin with a line of them.
 */
const preload =
  ({ route }: RequestEvent) =>
  ({ type, path }: { type: string; path: string }) =>
    type === 'css' ||
    type === 'js' ||
    /source-(serif-4|sans-3)-latin-wght-normal[^/]*\.woff2$/.test(path) ||
    (beginInItalics.has(route.id) && /source-serif-4-latin-wght-italic[^/]*\.woff2$/.test(path));

const beginInItalics = new Set<string | null>(['/(site)', '/(site)/resume']);

/**
 * A page and the calls that it is made of are one request in the logs, and one of its reader's in the limits. The calls are
 * never led elsewhere: what proves that they are ours would go along. Readers' pages pass no cookie on, whoever reads them.
 */
export const handleFetch: HandleFetch = async ({ event, request, fetch }) => {
  if (new URL(request.url).origin !== API_URL) return fetch(request);
  // Where both have one host, SvelteKit would add all cookies of this site.
  const ours = new Request(request, { redirect: 'manual', credentials: 'omit' });
  if (!isOfStudio(event.url)) ours.headers.delete('cookie');
  for (const name of passedOn) {
    const value = event.request.headers.get(name);
    if (value) ours.headers.set(name, value);
  }
  // A page that must hold a write is made of answers that hold it.
  const version = event.request.headers.get('min-version') ?? seenVersion(event);
  if (version && request.method === 'GET') ours.headers.set('min-version', version);
  if (INTERNAL_SECRET) ours.headers.set('x-colophon-internal', INTERNAL_SECRET);
  const answer = await fetch(ours);
  event.locals.parts.add(answer);
  return answer;
};

export const handleError: HandleServerError = ({ kind, error, event }) => {
  const requestId = event.request.headers.get('x-request-id') ?? undefined;
  if (kind === 'app') {
    event.locals.retryAfterSeconds = error.retryAfterSeconds;
    return { requestId: error.requestId ?? requestId };
  }
  if (kind === 'unknown') {
    const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
    process.stderr.write(`${JSON.stringify({ level: 'error', requestId, path: event.url.pathname, reason })}\n`);
  }
  return { requestId };
};
