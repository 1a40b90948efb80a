import { type DescEnum, type DescField, type DescMessage, ScalarType } from '@bufbuild/protobuf';
import { FeatureSet_FieldPresence as Presence } from '@bufbuild/protobuf/wkt';
import type { FieldRules } from '../../proto/gen/colophon/rules/v1/rules_pb.js';
import { textPattern } from '../../proto/forms.ts';
import { rulesOf } from '../../proto/gate.ts';
import { formOf } from '../../proto/words.ts';
import { commentOn } from './comments.ts';
import { type Described, isAnything, reachableFrom, shortName } from './descriptors.ts';

export type JsonSchema = Record<string, unknown>;

/** A request is held to its rules; an answer is what `encode` writes: all that is not optional is there. */
export type Side = 'request' | 'answer';

/** Names the schema of a message, so that another can refer to it. */
export type NameOf = (message: DescMessage, side: Side) => string;

/** Schemas of all that is sent and answered, under their names. */
export function schemasOf({ routes, requests }: Described): { schemas: Record<string, JsonSchema>; nameOf: NameOf } {
  const given = reachableFrom(requests);
  const answered = reachableFrom(routes.flatMap(({ response }) => response ?? []));
  // What is both sent and answered is under its rules in the one, and complete in the other.
  const nameOf: NameOf = (message, side) =>
    `${shortName(message)}${side === 'request' && answered.has(message) ? 'Given' : ''}`;
  const schemas = new Map<string, JsonSchema>();
  for (const [messages, side] of [
    [given, 'request'],
    [answered, 'answer'],
  ] as const) {
    for (const message of messages) {
      const name = nameOf(message, side);
      if (schemas.has(name)) throw new Error(`Two messages are named ${name}; the second is ${message.typeName}.`);
      schemas.set(
        name,
        messageSchema(message, side, (inner) => ({ $ref: `#/components/schemas/${nameOf(inner, side)}` })),
      );
    }
  }
  return { schemas: Object.fromEntries([...schemas].sort(([one], [other]) => (one < other ? -1 : 1))), nameOf };
}

function messageSchema(message: DescMessage, side: Side, refer: (message: DescMessage) => JsonSchema): JsonSchema {
  const required = message.fields.filter((field) =>
    side === 'request' ? rulesOf(field).required : isAlwaysWritten(field),
  );
  return {
    type: 'object',
    ...described(commentOn(message)),
    properties: Object.fromEntries(
      message.fields.map((field) => [
        field.jsonName,
        { ...described(commentOn(field)), ...fieldSchema(field, side, refer) },
      ]),
    ),
    ...(required.length > 0 && { required: required.map(({ jsonName }) => jsonName) }),
    additionalProperties: false,
  };
}

/** `alwaysEmitImplicit`: zero values and empty lists are written out; what is optional, or a message, only if it is there. */
function isAlwaysWritten(field: DescField): boolean {
  return field.fieldKind === 'list' || field.presence === Presence.IMPLICIT;
}

export function fieldSchema(field: DescField, side: Side, refer: (message: DescMessage) => JsonSchema): JsonSchema {
  const rules = side === 'request' ? rulesOf(field) : undefined;
  if (field.fieldKind === 'map')
    throw new Error(`${field.parent.typeName}.${field.name} is a map, which has no gate yet.`);
  if (field.fieldKind !== 'list')
    return valueSchema(field, field.fieldKind === 'scalar' ? field.scalar : undefined, rules, refer);
  return {
    type: 'array',
    items: valueSchema(field, field.scalar, rules, refer),
    ...given({
      minItems: rules?.minItems ?? (rules?.required ? 1 : undefined),
      maxItems: rules?.maxItems,
      uniqueItems: rules?.uniqueItems || undefined,
    }),
  };
}

function valueSchema(
  field: DescField,
  scalar: ScalarType | undefined,
  rules: FieldRules | undefined,
  refer: (message: DescMessage) => JsonSchema,
): JsonSchema {
  if (field.message) return isAnything(field.message) ? { type: 'object' } : refer(field.message);
  if (field.enum) return { type: 'string', enum: wordsOf(field.enum) };
  return scalarSchema(field, scalar, rules);
}

/** UNSPECIFIED is what nobody means. */
function wordsOf({ values }: DescEnum): string[] {
  return values.filter(({ number }) => number !== 0).map(({ name }) => name);
}

function scalarSchema(field: DescField, scalar: ScalarType | undefined, rules: FieldRules | undefined): JsonSchema {
  if (scalar === ScalarType.STRING) return textSchema(rules);
  if (scalar === ScalarType.BOOL) return { type: 'boolean' };
  if (scalar === ScalarType.DOUBLE || scalar === ScalarType.FLOAT) return { type: 'number' };
  const integer = integers.get(scalar);
  if (!integer) throw new Error(`${field.parent.typeName}.${field.name} has a type that has no gate yet.`);
  const { format, minimum, maximum } = integer;
  return { type: 'integer', format, minimum: rules?.minimum ?? minimum, maximum: rules?.maximum ?? maximum };
}

const signed = { format: 'int32', minimum: -(2 ** 31), maximum: 2 ** 31 - 1 };
/** 64-bit numbers would be text in JSON; the messages of the API have none. */
const integers = new Map<ScalarType | undefined, typeof signed>([
  [ScalarType.INT32, signed],
  [ScalarType.SINT32, signed],
  [ScalarType.UINT32, { format: 'uint32', minimum: 0, maximum: 2 ** 32 - 1 }],
]);

function textSchema(rules: FieldRules | undefined): JsonSchema {
  if (!rules) return { type: 'string' };
  const form = formOf(rules);
  if (!form) {
    const minLength = rules.minLength ?? (rules.required ? 1 : undefined);
    return { type: 'string', ...given({ minLength, maxLength: rules.maxLength }), pattern: textPattern };
  }
  const { pattern, maxLength, check } = form;
  return {
    type: 'string',
    pattern: rules.mayBeEmpty ? `^(${pattern})?$` : `^(${pattern})$`,
    ...given({
      minLength: rules.minLength,
      maxLength: rules.maxLength ?? maxLength,
      format: check && rules.mayBeEmpty ? `${check}-or-empty` : check,
    }),
  };
}

function described(description: string | undefined): JsonSchema {
  return description === undefined ? {} : { description };
}

function given(values: Record<string, unknown>): JsonSchema {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}
