import { readFileSync } from 'node:fs';
import type { ValidateFunction } from 'ajv';
import { inDefinitions, strictAjv } from '../schema/gates.ts';
import type { JsonSchema } from '../schema/json-schema.ts';

interface Content {
  schema?: { $ref?: string };
}

interface Answer {
  headers?: Record<string, { $ref: string }>;
  content?: Record<string, Content>;
}

export interface Operation {
  operationId: string;
  security?: unknown[];
  parameters?: { name: string; in: string; required?: boolean; schema: JsonSchema; 'x-greedy'?: boolean }[];
  requestBody?: { required: boolean; content: Record<string, Content> };
  responses: Record<string, Answer | { $ref: string }>;
}

interface Document {
  paths: Record<string, Record<string, Operation>>;
  components: {
    schemas: Record<string, JsonSchema>;
    headers: Record<string, { required: boolean; schema: JsonSchema }>;
    responses: Record<string, Answer>;
  };
}

export interface DocumentedRoute {
  method: string;
  /** As the document writes it: /api/v1/posts/{id}. */
  path: string;
  /** As serverless.yml writes it: POST /api/v1/posts/{id}, with `{path+}` where it takes the rest. */
  routeKey: string;
  operation: Operation;
}

const text = readFileSync(new URL('../../proto/gen/openapi.json', import.meta.url), 'utf8');
export const document = JSON.parse(text) as Document;

export const documentedRoutes: DocumentedRoute[] = Object.entries(document.paths).flatMap(([path, item]) =>
  Object.entries(item).map(([verb, operation]) => {
    const method = verb.toUpperCase();
    return { method, path, routeKey: `${method} ${withMarks(path, operation)}`, operation };
  }),
);

function withMarks(path: string, { parameters = [] }: Operation): string {
  const greedy = parameters.find((parameter) => parameter['x-greedy']);
  return greedy ? path.replace(`{${greedy.name}}`, `{${greedy.name}+}`) : path;
}

/** What can be known of an answer, from whichever host it came. */
export interface Answered {
  status: number;
  header: (name: string) => string | null | undefined;
  body: string;
}

const ajv = strictAjv().addSchema({ $id: 'openapi', $defs: inDefinitions(document.components.schemas) });

/** The schema of a message as the document has it. */
export function validatorOf(ref: string): ValidateFunction {
  return ajv.getSchema(`openapi#/$defs/${ref.split('/').at(-1)}`)!;
}

/** Where an answer is not what the document promises, in sentences; none if all is as it says. */
export function brokenPromises({ operation }: DocumentedRoute, answered: Answered, isHead = false): string[] {
  const promised = operation.responses[answered.status];
  if (!promised) return [`${operation.operationId} answered ${answered.status}, of which the document says nothing.`];
  const answer = '$ref' in promised ? document.components.responses[nameIn(promised.$ref)]! : promised;
  const missing = Object.entries(answer.headers ?? {}).filter(
    ([name, { $ref }]) => document.components.headers[nameIn($ref)]!.required && !answered.header(name),
  );
  return [
    ...missing.map(([name]) => `${operation.operationId} answered ${answered.status} without ${name}.`),
    ...(isHead ? [] : brokenBody(operation.operationId, answer, answered)),
  ];
}

function brokenBody(name: string, { content }: Answer, { status, header, body }: Answered): string[] {
  if (!content) return body === '' ? [] : [`${name} answered ${status} with a body.`];
  const type = header('content-type')?.split(';')[0] ?? '';
  const described = content[type];
  if (!described) return [`${name} answered ${status} as "${type}".`];
  const { schema } = described;
  if (!schema?.$ref || !type.endsWith('json')) return [];
  const validate = validatorOf(schema.$ref);
  if (validate(JSON.parse(body))) return [];
  return (validate.errors ?? []).map(
    ({ instancePath, message = '' }) => `${name} answered ${status}: ${instancePath} ${message}.`,
  );
}

function nameIn(ref: string): string {
  return ref.split('/').at(-1) ?? '';
}
