import { type DescMessage, fromJsonString } from '@bufbuild/protobuf';
import { notAcceptable, preferredForm } from '../_http/accept.ts';
import { binary, digest, matches } from '../_http/reply.ts';
import { problem } from '../_http/problem.ts';
import { Refusal } from '../_http/refusal.ts';
import type { HttpEvent, HttpResult } from '../_http/route.ts';
import type { ReadKey } from '../_keys/object-key.ts';
import { partsHeader, partsWanted, writePart } from '../_keys/parts.ts';
import type { Obtained } from './_obtain.ts';

const cacheStatus: Record<Obtained['how'], string> = {
  hit: 'colophon; hit',
  stored: 'colophon; fwd=miss; stored',
  miss: 'colophon; fwd=miss',
  bypass: 'colophon; fwd=bypass',
};

/** The object with all that a reader, a cache on the way, or a curious developer may want to know about it. */
export function respond(
  event: HttpEvent,
  { name, schema }: Pick<ReadKey, 'name' | 'schema'>,
  obtained: Obtained,
  tookMs: number,
): HttpResult {
  const { object, how } = obtained;
  const ageSeconds = obtained.ageMs === undefined ? undefined : Math.max(0, Math.floor(obtained.ageMs / 1000));
  const xmin = object.snapshot.slice(0, object.snapshot.indexOf(':'));
  const headers = {
    'cache-control': 'public, no-cache',
    vary: 'Accept, Accept-Encoding',
    'cache-status': cacheStatus[how],
    'cache-tag': object.tags.join(','),
    'content-version': xmin,
    'server-timing': serverTiming(obtained, tookMs, xmin, ageSeconds),
    // For a cache in front that is told what became stale; nobody else asks.
    ...(event.headers?.[partsHeader] === partsWanted && { [partsHeader]: writePart({ ...object, name }) }),
    ...(ageSeconds !== undefined && { age: String(ageSeconds) }),
  };
  if (object.status === 404) {
    return problem(event, new Refusal({ kind: 'not-found', detail: object.body }, { headers }));
  }
  if (object.status === 308) return { statusCode: 308, headers: { ...headers, location: object.body } };
  const form = preferredForm(event.headers?.['accept']) ?? notAcceptable();
  // JSON is handed on as it was stored; who wants the other form waits for it to be made.
  const sent =
    form === 'json'
      ? { type: 'application/json', etag: object.etag, content: { body: object.body } }
      : inBinary(schema, object.body);
  const tagged = { ...headers, etag: `"${sent.etag}"` };
  if (matches(event, sent.etag)) return { statusCode: 304, headers: tagged };
  return { statusCode: 200, headers: { 'content-type': sent.type, ...tagged }, ...sent.content };
}

function inBinary(schema: DescMessage, json: string) {
  const content = binary(schema, fromJsonString(schema, json));
  return { type: 'application/x-protobuf', etag: digest(content.body), content };
}

/** Each time includes the times of what lies behind it. The age is here too, since no script of a page sees the page's own `Age`. */
function serverTiming({ how, buildMs }: Obtained, tookMs: number, version: string, ageSeconds?: number): string {
  const cache = how === 'stored' ? 'miss' : how;
  const parts = [`cache;desc=${cache};dur=${tookMs.toFixed(1)}`, `version;desc="${version}"`];
  if (ageSeconds !== undefined) parts.push(`age;desc="${ageSeconds}"`);
  if (buildMs !== undefined) parts.push(`database;dur=${buildMs.toFixed(1)}`);
  return parts.join(', ');
}
