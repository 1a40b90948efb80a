import type { Described, RoutedMethod } from './descriptors.ts';
import { answersOf, headers, problemResponses } from './openapi-answers.ts';
import { parametersOf, requestBodyOf } from './openapi-asked.ts';
import { type JsonSchema, type NameOf, schemasOf } from './json-schema.ts';

/** Which function answers a route, by `GET /api/v1/site`. */
export type FunctionOf = (routeKey: string) => string | undefined;

export interface Operation {
  routed: RoutedMethod;
  nameOf: NameOf;
  /** Answered by the Cache API: with validators, and with all that says where the answer came from. */
  isCached: boolean;
}

export const apiRoot = '/api/v1';

/** The OpenAPI document of all routes that the services name. */
export function openApiOf(described: Described, functionOf: FunctionOf): JsonSchema {
  const { schemas, nameOf } = schemasOf(described);
  const paths: Record<string, Record<string, JsonSchema>> = {};
  for (const routed of described.routes) {
    const { method, path } = routed.route;
    const isCached = functionOf(`${method} ${apiRoot}${path}`)?.startsWith('cache-read-') ?? false;
    const item = (paths[withoutMarks(`${apiRoot}${path}`)] ??= {});
    const verb = method.toLowerCase();
    if (item[verb]) throw new Error(`${method} ${path} is the route of two methods.`);
    item[verb] = operationOf({ routed, nameOf, isCached });
  }
  const services = new Set(described.routes.map(({ method }) => method.parent));
  return {
    openapi: '3.1.0',
    info: {
      title: 'Colophon',
      version: '1',
      description:
        'The API of a site made with Colophon. Each message is sent and answered as JSON or as application/x-protobuf. Reads are served by a cache that knows when it is stale: Cache-Status says how, and Min-Version asks for what a write has made.',
    },
    tags: [...services].map((service) => ({ name: tagOf(service.name) })),
    security: [{ author: [] }, { session: [] }],
    paths: Object.fromEntries(Object.entries(paths).sort(([one], [other]) => (one < other ? -1 : 1))),
    components: {
      securitySchemes: {
        author: { type: 'http', scheme: 'bearer', description: 'An API token: `npm run colophon -- token --new`.' },
        session: {
          type: 'apiKey',
          in: 'cookie',
          name: '__Host-colophon_session',
          description:
            'From a sign-in; on http of this machine without the prefix. A write wants the Origin of the site.',
        },
      },
      headers,
      responses: problemResponses,
      schemas: { ...usedBy(paths, schemas), Problem: problem },
    },
  };
}

function operationOf(operation: Operation): JsonSchema {
  const { method, route } = operation.routed;
  const parameters = parametersOf(operation);
  const requestBody = requestBodyOf(operation);
  return {
    operationId: method.name,
    tags: [tagOf(method.parent.name)],
    summary: route.summary,
    ...(!route.author && { security: [] }),
    ...(parameters.length > 0 && { parameters }),
    ...(requestBody && { requestBody }),
    responses: answersOf(operation),
  };
}

/** `{path+}` takes the rest of the path; how a document says that is an extension of ours. */
export function withoutMarks(path: string): string {
  return path.replace('+}', '}');
}

function tagOf(service: string): string {
  return service.replace(/Routes$/, '');
}

/** The schemas that these paths lead to. */
function usedBy(paths: unknown, schemas: Record<string, JsonSchema>): Record<string, JsonSchema> {
  const used = new Set<string>();
  const follow = (from: unknown): void => {
    for (const [, name = ''] of JSON.stringify(from).matchAll(/"#\/components\/schemas\/([\w.]+)"/g)) {
      if (used.has(name) || !schemas[name]) continue;
      used.add(name);
      follow(schemas[name]);
    }
  };
  follow(paths);
  return Object.fromEntries(Object.entries(schemas).filter(([name]) => used.has(name)));
}

const problem = {
  type: 'object',
  description: 'RFC 9457. Of an error of ours it says that there was one, and under which id it was recorded.',
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string' },
    instance: { type: 'string' },
    requestId: { type: 'string' },
    violations: {
      type: 'array',
      description: 'Each field that is wrong, by its JSON path such as menu[2].href.',
      items: {
        type: 'object',
        properties: { field: { type: 'string' }, issue: { type: 'string' } },
        required: ['field', 'issue'],
        additionalProperties: false,
      },
    },
    blocking: {
      type: 'array',
      description: 'With 409: what stands in the way.',
      items: {
        type: 'object',
        properties: { type: { type: 'string' }, id: { type: 'string' }, name: { type: 'string' } },
        required: ['type', 'id', 'name'],
        additionalProperties: false,
      },
    },
    blockingCount: { type: 'integer', description: 'With 409: how many stand in the way, of which some are named.' },
    current: { type: 'object', description: 'With 412: what stands there now.' },
  },
  required: ['type', 'title', 'status', 'detail', 'instance', 'requestId'],
  additionalProperties: false,
};
