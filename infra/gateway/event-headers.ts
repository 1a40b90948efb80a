import { addressOf, peerOf } from './caller.ts';
import type { PluginRequest } from './plugin.ts';

export interface EventHeaders {
  headers: Record<string, string>;
  cookies: string[] | undefined;
}

/**
 * The headers of an event: names in lower case, repeated ones joined by commas, cookies apart. Node has read them already,
 * and drops or joins repetitions in its own way; so a request that has some is read again, and hardly any has.
 */
export function eventHeaders(request: PluginRequest): EventHeaders {
  const { headers: read, rawHeaders } = request.raw;
  let headers: Record<string, string> = {};
  let count = 0;
  for (const name in read) {
    headers[name] = read[name] as string;
    count++;
  }
  if (count * 2 !== rawHeaders.length) headers = joined(rawHeaders);
  const cookie = read.cookie;
  if (cookie !== undefined) delete headers['cookie'];
  if (request.traceparent !== headers['traceparent']) {
    headers['traceparent'] = request.traceparent;
    // The state of a trace that we do not follow is nobody's.
    delete headers['tracestate'];
  }
  headers['x-request-id'] = request.id;
  // As every proxy does, API Gateway too: whom it saw goes to the end. Our own web hands on the reader, and is not one more.
  const before = request.isInternal ? undefined : headers['x-forwarded-for'];
  headers['x-forwarded-for'] = before ? `${before}, ${peerOf(request)}` : addressOf(request);
  headers['x-forwarded-port'] = String(request.raw.socket.localPort ?? '');
  headers['x-forwarded-proto'] = request.forwarded?.scheme ?? 'http';
  // What anybody may write there is not passed on as if it were known.
  if (headers['x-forwarded-host'] !== undefined) {
    if (request.forwarded?.host === undefined) delete headers['x-forwarded-host'];
    else headers['x-forwarded-host'] = request.forwarded.host;
  }
  return { headers, cookies: cookie === undefined ? undefined : cookie.split(/;\s*/).filter(Boolean) };
}

function joined(rawHeaders: string[]): Record<string, string> {
  const headers = new Map<string, string>();
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = (rawHeaders[i] ?? '').toLowerCase();
    const value = rawHeaders[i + 1] ?? '';
    const before = headers.get(name);
    headers.set(name, before === undefined ? value : `${before},${value}`);
  }
  return Object.fromEntries(headers);
}
