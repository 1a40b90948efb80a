import { validateHeaderName, validateHeaderValue } from 'node:http';
import type { FastifyReply } from 'fastify';
import { fitsLambda } from './lambda-limit.ts';
import { asItIs } from './problem.ts';

/** Of these the connection or the gateway is in charge, or they say what software runs here. */
const notForwarded = new Set([
  'connection',
  'content-length',
  'keep-alive',
  'server',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'x-powered-by',
]);

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
 * is the body of a 200. The body is handed on as it is: parsed and written again it would cost a third of the speed. Throws
 * before it has touched the reply.
 */
export function sendResult(reply: FastifyReply, value: unknown, startedAt: number): void {
  const { statusCode, headers, cookies, body, isBase64Encoded } = structured(value);
  if (!fitsLambda(value, body)) throw new MalformedResult('The answer is larger than 6 MB.');
  const status = checkedStatus(statusCode);
  const sent: Record<string, string | string[]> = {};
  for (const name in headers) {
    const lower = name.toLowerCase();
    if (!notForwarded.has(lower)) sent[lower] = headerValue(lower, headers[name]);
  }
  if (Array.isArray(cookies) && cookies.length > 0) {
    const more = cookies.map((cookie) => headerValue('set-cookie', cookie));
    sent['set-cookie'] = [sent['set-cookie'] ?? [], more].flat();
  }
  sent['server-timing'] = timing(sent['server-timing'], startedAt);
  const payload = payloadOf(body, isBase64Encoded === true);
  reply.code(status).headers(sent).serializer(asItIs).send(payload);
}

function structured(value: unknown): Structured {
  if (typeof value === 'object' && value !== null && 'statusCode' in value) return value;
  // To JSON, in which a function answers, nothing is null.
  const body = typeof value === 'string' ? value : JSON.stringify(value ?? null);
  return { statusCode: 200, headers: { 'content-type': 'application/json' }, body };
}

/** Handlers say how long their parts took; the last word, how long it took here altogether, is ours. */
function timing(given: string | string[] | undefined, startedAt: number): string {
  const own = `gateway;dur=${(performance.now() - startedAt).toFixed(1)}`;
  return given ? `${String(given)}, ${own}` : own;
}

function payloadOf(body: unknown, isBase64: boolean): string | Buffer | undefined {
  if (body === undefined || body === null || body === '') return undefined;
  if (typeof body !== 'string') throw new MalformedResult('The body is not a string.');
  return isBase64 ? Buffer.from(body, 'base64') : body;
}

function checkedStatus(given: unknown): number {
  const status = Number(given);
  if (Number.isInteger(status) && status >= 200 && status <= 599) return status;
  throw new MalformedResult(`The status code is ${String(given)}.`);
}

/** Node would refuse these too, but only when the headers before them were set. */
function headerValue(name: string, value: unknown): string {
  const text = String(value);
  validateHeaderName(name);
  validateHeaderValue(name, text);
  return text;
}
