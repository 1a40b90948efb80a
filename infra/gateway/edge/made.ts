import { createHash } from 'node:crypto';
import { partsHeader, type ReadPart } from '../../../functions/_keys/parts.ts';
import { varyOfKept } from '../vary.ts';
import type { Asked } from './asked.ts';
import type { Answer } from './behind.ts';
import type { Entry } from './entry.ts';

/** Of one request or one connection, or written anew for each answer. */
const notKept = new Set([
  'age',
  'cache-status',
  'connection',
  'content-length',
  'date',
  'keep-alive',
  partsHeader,
  'ratelimit',
  'ratelimit-policy',
  'server-timing',
  'traceparent',
  'tracestate',
  'transfer-encoding',
  'x-request-id',
]);

/** An answer as it can be kept: without what is of its own request. */
export function entryOf(asked: Asked, answer: Answer, parts: readonly ReadPart[], body: Buffer): Entry {
  const { status } = answer;
  const headers = keptHeaders(answer.headers);
  if (status === 200) headers['etag'] ??= `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`;
  headers['vary'] = varyOfKept;
  const around = aroundRequestId(headers['content-type'], body, answer.requestId);
  if (!around) headers['content-length'] = String(body.length);
  const version = headers['content-version'];
  return {
    key: asked.key,
    asked,
    filledBy: answer.requestId,
    status,
    identity: { body: around ? Buffer.concat(around) : body, headers },
    variants: {},
    etag: status === 200 ? headers['etag'] : undefined,
    aroundRequestId: around,
    parts,
    partsText: answer.partsText,
    hitTiming: version === undefined ? 'edge;desc=hit' : `edge;desc=hit, version;desc="${version}"`,
    bornMs: performance.now() - 1000 * (Number(answer.headers['age'] ?? 0) || 0),
    hits: 0,
    // What is not there, or is elsewhere now, can be asked for by any name.
    isInvented: asked.isInvented || status !== 200,
  };
}

function keptHeaders(headers: Answer['headers']): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (!notKept.has(name)) kept[name] = String(value);
  }
  return kept;
}

const quotedId = (requestId: string) => `"requestId":"${requestId}"`;

/** In JSON a quote within a text is escaped, so the member is found and nothing that looks like it. */
function aroundRequestId(type: string | undefined, body: Buffer, requestId: string): [Buffer, Buffer] | undefined {
  if (type !== 'application/problem+json') return undefined;
  const at = body.indexOf(quotedId(requestId));
  if (at < 0) return undefined;
  const begin = at + quotedId('').length - 1;
  return [body.subarray(0, begin), body.subarray(begin + requestId.length)];
}
