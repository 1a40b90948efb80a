import { API_URL } from '$app/env/private';
import { error, redirect, type RequestEvent } from '@sveltejs/kit';
import { keepVersion, sessionCookie } from '../session.ts';

export interface Violation {
  field: string;
  issue: string;
}

/** An answer that says no, with what the author needs to go on. */
export interface Refused {
  status: number;
  /** As the API names this kind of refusal. */
  type?: string | undefined;
  detail: string;
  violations: Violation[];
  retryAfterSeconds?: number | undefined;
  requestId?: string | undefined;
  /** What is saved now, where somebody else saved first (412). */
  current?: unknown;
}

export type Outcome<T> = { ok: true; body: T } | { ok: false; refused: Refused };

interface Asked {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  path: (string | number)[];
  query?: Record<string, string | undefined>;
  body?: object;
  headers?: Record<string, string>;
}

const timeoutMilliseconds = 20_000;

/**
 * The only way in which an author's session leaves this process: it is passed on with the studio's calls alone, and with it
 * where the form came from, so that the API itself judges whether the author meant it. A cookie that the API sets goes back
 * to the browser untouched; a version that it answers is what later reads of this author ask for at least.
 */
export async function askAsAuthor<T>(event: RequestEvent, asked: Asked): Promise<Outcome<T>> {
  let response: Response;
  try {
    response = await event.fetch(addressOf(asked), {
      method: asked.method,
      headers: headersOf(event, asked),
      ...(asked.body && { body: JSON.stringify(asked.body) }),
      redirect: 'manual',
      credentials: 'omit',
      signal: AbortSignal.timeout(timeoutMilliseconds),
    });
  } catch {
    return { ok: false, refused: { status: 503, detail: '', violations: [], retryAfterSeconds: 2 } };
  }
  event.locals.passedBack = [...(event.locals.passedBack ?? []), ...response.headers.getSetCookie()];
  if (!response.ok) return { ok: false, refused: await refusedBy(response) };
  if (asked.method !== 'GET') keepVersion(event, response.headers.get('content-version'));
  const text = await response.text();
  return { ok: true, body: (text === '' ? {} : JSON.parse(text)) as T };
}

/** What a page cannot do without. Who is not signed in is asked to, and comes back; any other refusal is the page's own error. */
export async function seeAsAuthor<T>(event: RequestEvent, ...path: Asked['path']): Promise<T> {
  return must(event, await askAsAuthor<T>(event, { method: 'GET', path }));
}

export function must<T>(event: RequestEvent, outcome: Outcome<T>): T {
  if (outcome.ok) return outcome.body;
  const { status, detail, requestId, retryAfterSeconds } = outcome.refused;
  if (status === 401)
    redirect(303, `/studio/sign-in?next=${encodeURIComponent(event.url.pathname + event.url.search)}`);
  const shown = [400, 403, 404, 429, 503, 504].includes(status) ? status : 502;
  return error(shown, detail, { requestId, retryAfterSeconds });
}

function addressOf({ path, query = {} }: Asked): string {
  const given = Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const search = given.length > 0 ? `?${new URLSearchParams(given)}` : '';
  return `${API_URL}/api/v1/${path.map((segment) => encodeURIComponent(segment)).join('/')}${search}`;
}

function headersOf(event: RequestEvent, { method, body, headers }: Asked): Record<string, string> {
  const cookie = sessionCookie(event);
  const origin = event.request.headers.get('origin');
  const agent = event.request.headers.get('user-agent');
  return {
    accept: 'application/json',
    ...(cookie && { cookie }),
    ...(origin && method !== 'GET' && { origin }),
    // The list of sessions names the browser in which each began.
    ...(agent && { 'user-agent': agent }),
    ...(body && { 'content-type': 'application/json' }),
    ...headers,
  };
}

async function refusedBy(response: Response): Promise<Refused> {
  const problem = (await response.json().catch(() => ({}))) as Partial<Refused> & { title?: string };
  return {
    status: response.status,
    type: problem.type,
    detail: problem.detail ?? problem.title ?? '',
    violations: problem.violations ?? [],
    retryAfterSeconds: Number(response.headers.get('retry-after')) || undefined,
    requestId: problem.requestId,
    current: problem.current,
  };
}
