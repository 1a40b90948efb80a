import type { DescMessage, JsonValue, MessageShape } from '@bufbuild/protobuf';
import { refuseUnacceptable } from './accept.ts';
import { jsonOf, pass } from './gate.ts';
import { readJson } from './json-text.ts';
import { Refusal, refuse } from './refusal.ts';
import type { HttpEvent } from './route.ts';

/** The gateway has the same limit; AWS would hand over more. */
const maxBytes = 1024 * 1024;

export interface ParsedBody<Desc extends DescMessage> {
  message: MessageShape<Desc>;
  /** Which fields the caller named: in a change, an empty list is another thing than none. */
  named: ReadonlySet<string>;
}

/**
 * Reads a body through the gate of its message: unknown fields and wrong types are refused by name, not dropped. An absent
 * body is an empty object. In the binary form a list that is empty and one that is absent are the same, and neither is named.
 */
export function parseBody<Desc extends DescMessage>(event: HttpEvent, schema: Desc): ParsedBody<Desc> {
  refuseUnacceptable();
  const json = bodyJson(event, schema);
  return { message: pass(schema, json), named: new Set(Object.keys(json as object)) };
}

/** The same gate for what another function hands over. */
export function parseJson<Desc extends DescMessage>(schema: Desc, json: JsonValue): MessageShape<Desc> {
  return pass(schema, json);
}

function bodyJson(event: HttpEvent, schema: DescMessage): unknown {
  if (!event.body) return {};
  refuseCoded(event);
  const type = event.headers?.['content-type'] ?? 'application/json';
  if (/^application\/x-protobuf\s*(;|$)/i.test(type)) return jsonOf(schema, bodyBytes(event));
  if (!/^application\/json\s*(;|$)/i.test(type)) {
    refuse('unsupported-media-type', 'Send application/json or application/x-protobuf.');
  }
  return readJson(rawBody(event));
}

/** Nothing is unpacked here: what is small on the way may be without end behind it. */
function refuseCoded(event: HttpEvent): void {
  const coding = event.headers?.['content-encoding'] ?? 'identity';
  if (coding.toLowerCase() === 'identity') return;
  throw new Refusal(
    { kind: 'unsupported-media-type', detail: 'Send the body as it is, without a content coding.' },
    { headers: { 'accept-encoding': 'identity' } },
  );
}

/** The body as it was sent, as text. */
export function rawBody(event: HttpEvent): string {
  const bytes = bodyBytes(event);
  if (!event.isBase64Encoded) return event.body ?? '';
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(bytes);
  } catch {
    return refuse('malformed', 'The body is not UTF-8.');
  }
}

/** The body as it was sent. */
export function bodyBytes(event: HttpEvent): Buffer {
  const bytes = Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8');
  if (bytes.length > maxBytes) refuse('too-large', 'A request body is at most 1 MB.');
  return bytes;
}
