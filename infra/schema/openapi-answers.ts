import { Precondition } from '../../proto/gen/colophon/rules/v1/rules_pb.js';
import type { JsonSchema } from './json-schema.ts';
import { binary, hasBody, isRead } from './openapi-asked.ts';
import type { Operation } from './openapi.ts';

const text = (description: string, required = true): JsonSchema => ({
  description,
  required,
  schema: { type: 'string' },
});

export const headers: Record<string, JsonSchema> = {
  'X-Request-Id': text('The same in every line of the log that speaks of this request.'),
  ETag: text('A strong validator: of the bytes, or in the studio "<revision>-<representation>".', false),
  'Cache-Control': text('Who may keep the answer.'),
  Vary: text('What else the answer depends on.'),
  'Cache-Status': text('RFC 9211: which caches were asked, and what they had.'),
  'Cache-Tag': text('What the answer was built from, with commas between.'),
  'Content-Version': {
    ...text('Of a write, to be sent as Min-Version; of a read it informs.', false),
    schema: { type: 'string', pattern: '^[0-9]+$' },
  },
  'Server-Timing': text('Which parts took part, and for how long.'),
};

const problems: Record<string, string> = {
  400: 'The request cannot be read: its shape, its query or a header is wrong.',
  401: 'This needs the author.',
  403: 'The caller may not do this.',
  404: 'There is nothing here.',
  406: 'Neither form of the answer is acceptable.',
  409: 'In conflict with what is there.',
  412: 'Somebody else saved first; `current` is what stands there now.',
  413: 'The body is larger than 1 MB.',
  415: 'The body is in a form that is not taken.',
  422: 'Values break their rules.',
  428: 'If-Match is needed.',
  429: 'Too many requests; Retry-After says when to come back.',
  500: 'An error of ours, recorded under the request id.',
  503: 'A part is away for the moment; Retry-After says when to come back.',
};

const problemContent = { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } };

export const problemResponses: Record<string, JsonSchema> = Object.fromEntries(
  Object.entries(problems).map(([status, description]) => [
    `Problem${status}`,
    { description, headers: refer('X-Request-Id'), content: problemContent },
  ]),
);

/** Every answer that the operation may give. */
export function answersOf(operation: Operation): JsonSchema {
  const { routed, isCached } = operation;
  const status = routed.route.status || 200;
  return {
    [status]: successOf(operation),
    ...(isCached && { 304: { description: 'What the caller has is still the same.', headers: refer(...cached) } }),
    ...Object.fromEntries(
      problemsOf(operation).map((each) => [each, { $ref: `#/components/responses/Problem${each}` }]),
    ),
  };
}

const cached = [
  'ETag',
  'Cache-Control',
  'Vary',
  'Cache-Status',
  'Cache-Tag',
  'Content-Version',
  'Server-Timing',
  'X-Request-Id',
];

function successOf({ routed: { route, response, method }, nameOf, isCached }: Operation): JsonSchema {
  const written = isRead(route.method) ? ['ETag', 'X-Request-Id'] : ['ETag', 'Content-Version', 'X-Request-Id'];
  const content = response
    ? {
        'application/json': { schema: { $ref: `#/components/schemas/${nameOf(response, 'answer')}` } },
        'application/x-protobuf': { schema: binary(response.typeName) },
      }
    : route.contentType && { [route.contentType]: {} };
  return {
    description: route.summary || method.name,
    headers: refer(...(isCached ? cached : route.contentType ? ['X-Request-Id'] : written)),
    ...(content && { content }),
  };
}

function problemsOf({ routed: { route, request, response }, isCached }: Operation): number[] {
  const writes = !isRead(route.method);
  return [
    400,
    // What changes something and is open to everybody is a sign-in.
    ...(route.author || writes ? [401, 403] : []),
    ...(route.path.includes('{') || isCached ? [404] : []),
    ...(response ? [406] : []),
    ...(writes ? [409] : []),
    ...(route.ifMatch === Precondition.UNSPECIFIED ? [] : [412]),
    ...(request && hasBody(route.method) ? [413, 415] : []),
    ...(writes ? [422] : []),
    ...(route.ifMatch === Precondition.NEEDED ? [428] : []),
    ...[429, 500, 503],
  ];
}

function refer(...names: string[]): JsonSchema {
  return Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));
}
