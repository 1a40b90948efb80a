import type { IncomingMessage } from 'node:http';

export interface EventHeaders {
  headers: Record<string, string>;
  cookies: string[] | undefined;
}

/**
 * The headers of an event, in lower case, repeated ones joined by commas. Node has read them already and drops or joins
 * repetitions in its own way; only a request that has some is read again, since hardly any has.
 */
export function eventHeaders(request: IncomingMessage): EventHeaders {
  const headers = { ...request.headers } as Record<string, string>;
  const cookie = headers['cookie'];
  if (cookie !== undefined) delete headers['cookie'];
  if (hasRepetitions(request)) joinRepetitions(request.rawHeaders, headers);
  forwarded(request, headers);
  return { headers, cookies: cookie === undefined ? undefined : cookie.split(/;\s*/).filter(Boolean) };
}

/** Of the headers there are as many as of the pairs that arrived, unless some were joined. */
function hasRepetitions({ rawHeaders }: IncomingMessage): boolean {
  if (rawHeaders.length < 4) return false;
  const seen = new Set<string>();
  for (let i = 0; i < rawHeaders.length; i += 2) seen.add((rawHeaders[i] ?? '').toLowerCase());
  return seen.size * 2 < rawHeaders.length;
}
