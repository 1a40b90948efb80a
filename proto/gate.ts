import { type DescField, type DescMessage, getOption } from '@bufbuild/protobuf';
import { type FieldRules, rules as rulesOption } from './gen/colophon/rules/v1/rules_pb.js';
import { wordsFor, wordsForShape } from './words.ts';

/** What Ajv says of a value that it refuses. */
export interface AjvError {
  keyword: string;
  /** A JSON pointer. */
  instancePath: string;
  params: Record<string, unknown>;
}

export interface Validate {
  (value: unknown): boolean;
  errors?: AjvError[] | null;
}

export interface Fault {
  /** Its JSON path as the caller wrote it, such as `menu[2].href`; '' for the whole. */
  field: string;
  issue: string;
}

/** What the gate finds: a shape that is not this message's, or values that break its rules; undefined if all is well. */
export type Found = { kind: 'shape' | 'values'; faults: Fault[] } | undefined;

const gates = new WeakMap<DescMessage, Validate>();

/** Gives a descriptor its generated validator. What is not imported takes neither with it into a bundle. */
export function gated<Desc extends DescMessage>(schema: Desc, validate: Validate): Desc {
  gates.set(schema, validate);
  return schema;
}

export function isGated(schema: DescMessage): boolean {
  return gates.has(schema);
}

/** More than these are not told: who gets so much wrong mends the first ones first. */
const mostFaults = 50;

/**
 * The gate of a request, the same in the browser's form and in the function. Where the shape is wrong, only that is said;
 * each field is named once.
 */
export function check(schema: DescMessage, value: unknown): Found {
  const validate = gates.get(schema);
  if (!validate) throw new Error(`${schema.typeName} is no request: it has no gate.`);
  if (validate(value)) return undefined;
  const shape = new Map<string, string>();
  const values = new Map<string, string>();
  for (const error of validate.errors ?? []) {
    const path = pathOf(error);
    const shapeIssue = wordsForShape(error, valueAt(value, path));
    const name = nameOf(path);
    if (shapeIssue !== undefined) setFirst(shape, name, shapeIssue);
    else setFirst(values, name, wordsFor(error, rulesAt(schema, path)));
  }
  const kind = shape.size > 0 ? 'shape' : 'values';
  const faults = [...(shape.size > 0 ? shape : values)].map(([field, issue]) => ({ field, issue }));
  return { kind, faults: faults.slice(0, mostFaults) };
}

function setFirst(map: Map<string, string>, name: string, issue: string): void {
  if (!map.has(name)) map.set(name, issue);
}

/** The steps to the value that is meant, which for a missing or an unknown member is that member. */
function pathOf({ instancePath, params }: AjvError): string[] {
  const steps = instancePath.split('/').slice(1).map(unescaped);
  const member = params['missingProperty'] ?? params['additionalProperty'];
  return typeof member === 'string' ? [...steps, member] : steps;
}

function unescaped(step: string): string {
  return step.replaceAll('~1', '/').replaceAll('~0', '~');
}

function nameOf(path: string[]): string {
  return path
    .map((step, index) => (/^\d+$/.test(step) && index > 0 ? `[${step}]` : index > 0 ? `.${step}` : step))
    .join('');
}

function valueAt(value: unknown, path: string[]): unknown {
  return path.reduce<unknown>((at, step) => (at as Record<string, unknown> | undefined)?.[step], value);
}

/** The rules of the field that a path leads to; an entry of a list is under those of its list. */
export function rulesAt(schema: DescMessage, path: string[]): FieldRules | undefined {
  let message: DescMessage | undefined = schema;
  let field: DescField | undefined;
  for (const step of path) {
    if (field?.fieldKind === 'list' && /^\d+$/.test(step)) continue;
    field = message?.fields.find(({ jsonName }) => jsonName === step);
    message = field?.message;
  }
  return field && rulesOf(field);
}

export function rulesOf(field: DescField): FieldRules {
  return getOption(field, rulesOption);
}
