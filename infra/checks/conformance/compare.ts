import { exchange, headersOf, responseIn } from '../raw-http.ts';
import type { Asked } from './requests.ts';

/** What came of a request: what the function was given, if it says so, and what the client got. */
export interface Seen {
  event?: unknown;
  /** Of an answer without a body, which route gave it. */
  route?: string;
  response: { status: number; headers: Record<string, string>; cookies: string[]; body?: string };
}

export interface Difference {
  name: string;
  /** Where the two differ: `event.rawPath`, `response.headers.content-type`. */
  at: string;
  gateway: unknown;
  offline: unknown;
}

/** Of the connection, of a moment, or what our gateway names each answer with. Nothing of it is the function's. */
const own = [
  ...['connection', 'content-length', 'date', 'keep-alive', 'transfer-encoding'],
  ...['server-timing', 'traceparent', 'x-content-type-options', 'x-request-id', 'set-cookie', 'x-route'],
];
const ofTheMoment = new Set(['time', 'timeEpoch', 'requestId']);

export async function observe(port: number, { bytes, method }: Asked): Promise<Seen> {
  const response = responseIn(await exchange(port, bytes), method);
  const headers = Object.fromEntries(response.headers.filter(([name]) => !own.includes(name)));
  const cookies = headersOf(response, 'set-cookie').toSorted();
  const seen = { status: response.status, headers, cookies };
  const text = response.body.toString('utf8');
  const event = eventIn(text);
  if (event !== undefined) return { event, response: seen };
  const route = headersOf(response, 'x-route')[0];
  // Of an answer of megabytes its size says enough.
  const body = text.length > 2_000 ? `${response.body.length} bytes` : response.body.toString('latin1');
  return { ...(route !== undefined && { route }), response: { ...seen, body } };
}

function eventIn(body: string): unknown {
  try {
    return (JSON.parse(body) as { event?: unknown } | null)?.event;
  } catch {
    return undefined;
  }
}

export function differencesOf(name: string, gateway: Seen, offline: Seen): Difference[] {
  return differ('', gateway, offline).map((each) => ({ name, ...each }));
}

function differ(at: string, gateway: unknown, offline: unknown): Omit<Difference, 'name'>[] {
  if (isPlain(gateway) && isPlain(offline)) {
    const keys = new Set([...Object.keys(gateway), ...Object.keys(offline)]);
    return [...keys]
      .filter((key) => !ofTheMoment.has(key))
      .flatMap((key) => differ(at === '' ? key : `${at}.${key}`, gateway[key], offline[key]));
  }
  return JSON.stringify(gateway) === JSON.stringify(offline) ? [] : [{ at, gateway, offline }];
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
