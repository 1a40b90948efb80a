import { createHash } from 'node:crypto';
import { type DescMessage, type JsonValue, type MessageShape, toBinary, toJson } from '@bufbuild/protobuf';
import { wantedForm } from './accept.ts';
import type { HttpEvent, HttpResult } from './route.ts';

/** proto3 JSON with zero values and empty lists written out, as callers without a schema expect them. */
export function encode<Desc extends DescMessage>(schema: Desc, message: MessageShape<Desc>): JsonValue {
  return toJson(schema, message, { alwaysEmitImplicit: true });
}

/** What a message is in the binary form, as an answer holds it. */
export function binary<Desc extends DescMessage>(
  schema: Desc,
  message: MessageShape<Desc>,
): Pick<HttpResult, 'body' | 'isBase64Encoded'> & { body: string } {
  return { body: Buffer.from(toBinary(schema, message)).toString('base64'), isBase64Encoded: true };
}

/** An answer for the author alone, in the form that they like: never cached by anybody. */
export function reply<Desc extends DescMessage>(
  statusCode: number,
  schema: Desc,
  message: MessageShape<Desc>,
  headers: Record<string, string> = {},
): HttpResult {
  const inBinary = wantedForm() === 'protobuf';
  return {
    statusCode,
    headers: {
      'content-type': inBinary ? 'application/x-protobuf' : 'application/json',
      'cache-control': 'private, no-store',
      ...headers,
    },
    ...(inBinary ? binary(schema, message) : { body: JSON.stringify(encode(schema, message)) }),
  };
}

export function noContent(): HttpResult {
  return { statusCode: 204, headers: { 'cache-control': 'private, no-store' } };
}

/** A strong entity tag of the bytes, without quotes. */
export function digest(body: string): string {
  return createHash('sha256').update(body).digest('base64url').slice(0, 22);
}

/**
 * Whether If-None-Match names this representation. A compressed variant carries a suffix behind its digest and counts
 * as the same. Comparison is weak, as RFC 9110 wants it here.
 */
export function matches(event: HttpEvent, etag: string): boolean {
  const header = event.headers?.['if-none-match'];
  if (header === undefined) return false;
  if (header.trim() === '*') return true;
  const given = header.matchAll(/(?:W\/)?"([^"]*)"/g);
  return [...given].some(([, tag]) => tag === etag || tag?.replace(/-(br|gzip)$/, '') === etag);
}
