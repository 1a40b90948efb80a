import { type DescMessage, fromJson, type JsonValue, type MessageShape } from '@bufbuild/protobuf';
import { refuse } from './refusal.ts';
import type { HttpEvent } from './route.ts';
import { isSlug, isSlugs } from './slug.ts';

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const maxUint64 = 2n ** 64n - 1n;

/** Who may write: the author, as the authorizer found. 401 for everybody else, and 503 for whom it could not look up. */
export function requireAuthor(event: HttpEvent): string {
  const { author, unverified } = event.requestContext.authorizer?.lambda ?? {};
  if (unverified) refuse('unavailable', 'The database cannot be reached.');
  if (!author) refuse('unauthenticated', 'This needs the author: send `Authorization: Bearer <API token>`.');
  return author;
}

/** A slug from the path. One that no slug can be names nothing: 404, without asking anybody. */
export function slugParameter(event: HttpEvent, name: string): string {
  const value = event.pathParameters?.[name] ?? '';
  if (!isSlug(value)) refuse('not-found', 'Nothing is published here.');
  return value;
}

/** A path of slugs, joined by single slashes. */
export function slugsParameter(event: HttpEvent, name: string): string {
  const value = event.pathParameters?.[name] ?? '';
  if (!isSlugs(value)) refuse('not-found', 'Nothing is published here.');
  return value;
}

/** Any text, of which there is some. */
export function textParameter(event: HttpEvent, name: string, maxLength: number): string {
  const value = event.pathParameters?.[name] ?? '';
  if (value === '' || value.length > maxLength) refuse('not-found', 'Nothing is published here.');
  return value;
}

/** A number that counts from 1. One that no count reaches names nothing: 404. */
export function countParameter(event: HttpEvent, name: string): number {
  const value = event.pathParameters?.[name] ?? '';
  if (!/^[1-9]\d{0,8}$/.test(value)) refuse('not-found', `There is no ${name} "${value.slice(0, 50)}".`);
  return Number(value);
}

export function uuidParameter(event: HttpEvent, name: string): string {
  const value = (event.pathParameters?.[name] ?? '').toLowerCase();
  if (!uuid.test(value)) refuse('not-found', `There is no ${name} "${value.slice(0, 50)}".`);
  return value;
}

/** An id that the body holds. */
export function uuidMember(value: string, field: string): string {
  if (!uuid.test(value.toLowerCase()))
    refuse('invalid', `${field} must be an id.`, [{ field, issue: 'must be an id' }]);
  return value.toLowerCase();
}

/** An id that the body may hold: undefined where it is absent, null where it is empty, which takes away what is there. */
export function optionalId(value: string | undefined, field: string): string | null | undefined {
  return value === '' ? null : value && uuidMember(value, field);
}

/** A moment that exists, as RFC 3339 writes it, in UTC. */
export function timestampMember(value: string, field: string): string {
  const parts = /^(\d{4})-(\d\d)-(\d\d)T\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/.exec(value);
  const moment = parts ? new Date(value) : undefined;
  // `Date` takes 30 February for 2 March; a day that exists survives the way through UTC noon.
  const day = parts && new Date(Date.UTC(Number(parts[1]), Number(parts[2]) - 1, Number(parts[3]), 12)).toISOString();
  if (
    !parts ||
    !moment ||
    !(moment.getUTCFullYear() <= 9999) ||
    !day?.startsWith(`${parts[1]}-${parts[2]}-${parts[3]}`)
  ) {
    return refuse('invalid', `${field} must be a moment such as 2026-03-01T09:30:00Z.`, [
      { field, issue: 'must be an RFC 3339 timestamp' },
    ]);
  }
  return moment.toISOString();
}

/** Refuses query parameters that nobody asked for: each would be an object of its own for caches on the way. */
export function query(event: HttpEvent, allowed: string[] = []): Record<string, string> {
  const given = (event.queryStringParameters ?? {}) as Record<string, string>;
  refuseNulBytes(given);
  const unknown = Object.keys(given).filter((name) => !allowed.includes(name));
  if (unknown.length > 0) {
    refuse(
      'malformed',
      'Unknown query parameters are refused.',
      unknown.map((field) => ({ field, issue: 'is not known here' })),
    );
  }
  return given;
}

/** A query parameter that is either there, with `true`, or not. */
export function flagParameter(value: string | undefined, field: string): boolean {
  if (value !== undefined && value !== 'true' && value !== 'false') {
    refuse('malformed', `${field} must be true or false.`, [{ field, issue: 'must be true or false' }]);
  }
  return value === 'true';
}

/** How many items a page of a list holds: 1 to 100, 20 where nothing is said. */
export function limitParameter(value: string | undefined): number {
  if (value === undefined) return 20;
  if (!/^[1-9]\d{0,2}$/.test(value) || Number(value) > 100) {
    refuse('malformed', 'limit must be from 1 to 100.', [{ field: 'limit', issue: 'must be from 1 to 100' }]);
  }
  return Number(value);
}

/** The version that the reader must be shown at least, as an xid; undefined where any will do. */
export function minVersion(event: HttpEvent): bigint | undefined {
  const value = event.headers?.['min-version'];
  if (value === undefined) return undefined;
  if (!/^(0|[1-9][0-9]{0,19})$/.test(value) || BigInt(value) > maxUint64) {
    refuse('malformed', 'Min-Version must be a decimal number of 64 bits without sign.', [
      { field: 'Min-Version', issue: 'must be a decimal uint64' },
    ]);
  }
  return BigInt(value);
}

/** The body as it was sent. */
export function rawBody(event: HttpEvent): string {
  if (!event.body) return '';
  if (!event.isBase64Encoded) return event.body;
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(Buffer.from(event.body, 'base64'));
  } catch {
    return refuse('malformed', 'The body is not UTF-8.');
  }
}

export interface ParsedBody<Desc extends DescMessage> {
  message: MessageShape<Desc>;
  /** Which fields the caller named: in a change, an empty list is another thing than none. */
  named: ReadonlySet<string>;
}

/** Reads proto3 JSON strictly: unknown fields and wrong types are refused by name, not dropped. An absent body is an empty object. */
export function parseBody<Desc extends DescMessage>(event: HttpEvent, schema: Desc): ParsedBody<Desc> {
  const text = rawBody(event);
  const type = event.headers?.['content-type'] ?? 'application/json';
  if (text !== '' && !/^application\/json\s*(;|$)/i.test(type)) {
    refuse('unsupported-media-type', 'Send application/json.');
  }
  let json: JsonValue;
  try {
    json = text === '' ? {} : (JSON.parse(text) as JsonValue);
  } catch (error) {
    return refuse('malformed', `The body is not JSON: ${(error as Error).message}`);
  }
  return { message: parseJson(schema, json), named: new Set(Object.keys(json as object)) };
}

/** The same check for what another function hands over. */
export function parseJson<Desc extends DescMessage>(schema: Desc, json: JsonValue): MessageShape<Desc> {
  if (typeof json !== 'object' || json === null || Array.isArray(json))
    refuse('malformed', 'The body must be a JSON object.');
  refuseNulBytes(json);
  try {
    return fromJson(schema, json);
  } catch (error) {
    // The library names the field as `cannot decode field package.Message.field_name from JSON: why`, or the unknown key.
    const message = (error as Error).message;
    const known = /field [\w.]*?\.(\w+) from JSON: (.*)/s.exec(message);
    const unknown = /key "(.*)" is unknown/.exec(message);
    // Of an enum it names the type alone.
    const word = /enum ([\w.]+) from JSON: (.*)/s.exec(message);
    const ofType = schema.fields.find((each) => each.enum && each.enum.typeName === word?.[1])?.jsonName;
    const field = unknown?.[1] ?? ofType ?? camelCase(known?.[1] ?? '');
    const issue = unknown
      ? 'is not known here'
      : (known?.[2] ?? (ofType ? `must not be ${word?.[2]}` : 'has a wrong shape'));
    return refuse('malformed', 'The body does not have the shape that this route takes.', [{ field, issue }]);
  }
}

/** Postgres cannot store U+0000 in text; said here with the field's name. */
function refuseNulBytes(json: object): void {
  for (const [field, value] of Object.entries(json) as [string, JsonValue][]) {
    if (holdsNul(value)) {
      refuse('malformed', 'The character U+0000 cannot be stored.', [{ field, issue: 'holds the character U+0000' }]);
    }
  }
}

function holdsNul(value: JsonValue): boolean {
  if (typeof value === 'string') return value.includes('\0');
  return typeof value === 'object' && value !== null && Object.values(value).some(holdsNul);
}

function camelCase(name: string): string {
  return name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
}
