import { Precondition } from '../../proto/gen/colophon/rules/v1/rules_pb.js';
import { forms } from '../../proto/forms.ts';
import { rulesOf } from '../../proto/gate.ts';
import { commentOn } from './comments.ts';
import { fieldSchema, type JsonSchema } from './json-schema.ts';
import type { Operation } from './openapi.ts';

const slug = forms.SLUG.pattern;
const slugSchema = { type: 'string', pattern: `^${slug}$`, maxLength: 100 };

/** What stands in braces in a path, by its name. */
const inPath: Record<string, JsonSchema> = {
  id: { type: 'string', format: 'uuid' },
  path: {
    type: 'string',
    pattern: `^${slug}(/${slug}){0,7}$`,
    description: 'Slugs, joined by slashes, which are not encoded.',
  },
  n: { type: 'integer', minimum: 1, maximum: 2 ** 31 - 1 },
};

const inHeader = {
  minVersion: {
    name: 'Min-Version',
    description: 'The Content-Version of a write: what is answered holds that write.',
    schema: { type: 'string', pattern: '^(0|[1-9][0-9]{0,19})$' },
  },
  ifNoneMatch: {
    name: 'If-None-Match',
    description: 'The ETag of an answer that the caller has: 304 where it is still the same.',
    schema: { type: 'string' },
  },
  idempotencyKey: {
    name: 'Idempotency-Key',
    description: 'A retry with the same key gets the answer of the first try, and changes nothing.',
    schema: { type: 'string', pattern: '^[!-~]{1,200}$' },
  },
  ifMatch: {
    name: 'If-Match',
    description: 'The ETag of what the caller has seen: 412 where somebody else saved first.',
    schema: { type: 'string' },
  },
};

export function parametersOf({ routed: { route, request }, isCached }: Operation): JsonSchema[] {
  const names = [...route.path.matchAll(/\{(\w+)(\+?)\}/g)];
  const path = names.map(([, name = '', greedy]) => ({
    name,
    in: 'path',
    required: true,
    schema: inPath[name] ?? (name.endsWith('Id') ? inPath['id'] : slugSchema),
    ...(greedy && { 'x-greedy': true }),
  }));
  const query = request && !hasBody(route.method) ? request.fields : [];
  const sent = [
    ...(isCached ? [inHeader.minVersion, inHeader.ifNoneMatch] : []),
    ...(route.author && !isRead(route.method) ? [inHeader.idempotencyKey] : []),
    ...(route.ifMatch === Precondition.UNSPECIFIED ? [] : [inHeader.ifMatch]),
  ].map((header) => ({
    ...header,
    in: 'header',
    ...(header === inHeader.ifMatch && { required: route.ifMatch === Precondition.NEEDED }),
  }));
  return [...path, ...query.map(queryParameter), ...sent];
}

function queryParameter(field: Parameters<typeof fieldSchema>[0]): JsonSchema {
  const description = commentOn(field);
  const refuse = (): never => {
    throw new Error(`${field.parent.typeName}.${field.name}: a query holds no messages.`);
  };
  return {
    name: field.jsonName,
    in: 'query',
    ...(rulesOf(field).required && { required: true }),
    ...(description && { description }),
    ...(field.fieldKind === 'list' && { style: 'form', explode: false }),
    schema: fieldSchema(field, 'request', refuse),
  };
}

export function requestBodyOf({ routed: { route, request }, nameOf }: Operation): JsonSchema | undefined {
  if (!request || !hasBody(route.method)) return undefined;
  const schema = { $ref: `#/components/schemas/${nameOf(request, 'request')}` };
  return {
    required: request.fields.some((field) => rulesOf(field).required),
    content: { 'application/json': { schema }, 'application/x-protobuf': { schema: binary(request.typeName) } },
  };
}

export function isRead(method: string): boolean {
  return method === 'GET';
}

/** What a request says of a read or a removal stands in its query. */
export function hasBody(method: string): boolean {
  return !isRead(method) && method !== 'DELETE';
}

export function binary(typeName: string): JsonSchema {
  return { contentMediaType: 'application/x-protobuf', description: `${typeName} in the binary form.` };
}
