import type { FastifyReply } from 'fastify';
import { asItIs } from './problem.ts';

/** What Lambda would not hand back: 6 MB, counted after base64. */
const resultLimit = 6 * 1024 * 1024;

/** Of these the connection or the gateway is in charge, or they say what software runs here. */
const notForwarded = new Set(['connection', 'content-length', 'keep-alive', 'server', 'te', 'trailer', 'transfer-encoding', 'upgrade', 'x-powered-by']);

interface Structured {
  statusCode?: unknown;
  headers?: Record<string, unknown>;
  cookies?: unknown;
  body?: unknown;
  isBase64Encoded?: unknown;
}

/** A result that is no HTTP answer. On the outside this is a 502. */
export class MalformedResult extends Error {
  override name = 'MalformedResult';
}

/**
 * Answers with what a function returned, in payload format 2.0: a value with a `statusCode` is the answer, any other value
 * is the body of a 200. The body is handed on as it is: parsed and written again it would cost a third of the speed.
 */
export function sendResult(reply: FastifyReply, value: unknown, startedAt: number): void {
  if (typeof value !== 'object' || value === null || !('statusCode' in value)) {
    const body = typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
    reply.header('content-type', 'application/json').header('server-timing', timing(undefined, startedAt));
    reply.serializer(asItIs).send(limited(body));
    return;
  }
  const { statusCode, headers, cookies, body, isBase64Encoded } = value as Structured;
  reply.code(checkedStatus(statusCode));
  let serverTiming: string | undefined;
  for (const name in headers) {
    const lower = name.toLowerCase();
    if (lower === 'server-timing') serverTiming = String(headers[name]);
    else if (!notForwarded.has(lower)) reply.header(lower, headerValue(headers[name]));
  }
  reply.header('server-timing', timing(serverTiming, startedAt));
  if (Array.isArray(cookies) && cookies.length > 0) reply.header('set-cookie', cookies.map(headerValue));
  reply.serializer(asItIs).send(payload(body, isBase64Encoded === true));
}

/** Handlers say how long their parts took; the last word, how long it took here altogether, is ours. */
function timing(given: string | undefined, startedAt: number): string {
  const own = `gateway;dur=${(performance.now() - startedAt).toFixed(1)}`;
  return given ? `${given}, ${own}` : own;
}

function payload(body: unknown, isBase64: boolean): string | Buffer | undefined {
  if (body === undefined || body === null || body === '') return undefined;
  if (typeof body !== 'string') throw new MalformedResult('The body is not a string.');
  return isBase64 ? Buffer.from(limited(body), 'base64') : limited(body);
}

function limited(body: string): string {
  // No character is more than three bytes, so for all but the largest the count is not needed.
  if (body.length > resultLimit / 3 && Buffer.byteLength(body) > resultLimit) throw new MalformedResult('The answer is larger than 6 MB.');
  return body;
}

function checkedStatus(given: unknown): number {
  const status = Number(given);
  if (Number.isInteger(status) && status >= 200 && status <= 599) return status;
  throw new MalformedResult(`The status code is ${String(given)}.`);
}

/** Node refuses these as well, but after the headers before them were set. */
function headerValue(value: unknown): string {
  const text = typeof value === 'string' ? value : String(value as string | number | boolean);
  if (/[^\t\x20-\x7e\x80-\xff]/.test(text)) throw new MalformedResult('A header holds a character that cannot stand there.');
  return text;
}
