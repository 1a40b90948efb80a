import { API_URL } from '$app/env/private';
import { error, redirect } from '@sveltejs/kit';
import { pageOf } from './page-of.ts';
import { readServed, type Served } from './served.ts';

export type Fetch = typeof globalThis.fetch;

export interface Answer<T> {
  body: T;
  served: Served;
}

type Parameters = Record<string, string | undefined>;

interface Problem {
  detail?: string;
  title?: string;
  requestId?: string;
}

const timeoutMilliseconds = 10_000;
const root = '/api/v1';

/** Asks the gateway. What it refuses becomes the page's own error, and a moved path the page's own redirect. */
export function ask<T>(fetch: Fetch, ...segments: string[]): Promise<Answer<T>> {
  return askWith(fetch, {}, ...segments);
}

/** The same with parameters; one that is undefined is left out. */
export async function askWith<T>(fetch: Fetch, parameters: Parameters, ...segments: string[]): Promise<Answer<T>> {
  const response = await reach(fetch, segments, parameters);
  if (response.status === 308) redirect(308, pageOf(response.headers.get('location') ?? '/'));
  if (!response.ok) await refuse(response);
  return { body: (await response.json()) as T, served: readServed(response.headers) };
}

/** The gateway's answer, whatever it is. */
export async function reach(fetch: Fetch, segments: string[], parameters: Parameters = {}): Promise<Response> {
  const given = Object.entries(parameters).filter((pair): pair is [string, string] => pair[1] !== undefined);
  const query = given.length > 0 ? `?${new URLSearchParams(given)}` : '';
  const path = [root, ...segments.map(encodeURIComponent)].join('/') + query;
  try {
    return await fetch(`${API_URL}${path}`, {
      headers: { accept: 'application/json' },
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMilliseconds),
    });
  } catch {
    return error(503, 'The gateway does not answer.', { retryAfterSeconds: 2 });
  }
}

/** Statuses that say something to a reader stay; any other means that a part behind this page failed. */
async function refuse(response: Response): Promise<never> {
  const problem = (await response.json().catch(() => ({}))) as Problem;
  const status = [400, 404, 410, 429, 503, 504].includes(response.status) ? response.status : 502;
  return error(status, problem.detail ?? problem.title ?? response.statusText, {
    requestId: problem.requestId,
    retryAfterSeconds: Number(response.headers.get('retry-after')) || undefined,
  });
}
