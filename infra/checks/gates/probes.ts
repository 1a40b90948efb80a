import { type DescField, type DescMessage, ScalarType } from '@bufbuild/protobuf';
import { rulesOf } from '../../../proto/gate.ts';
import { isAnything } from '../../schema/descriptors.ts';
import { formNameOf, sampleList, sampleOf, samples } from './samples.ts';

/** A value of one field, just inside or just outside of one of its rules. */
export interface Probe {
  what: string;
  value: unknown;
  isInside: boolean;
  /** Which gates can be asked: a type is nothing that a column sees, and half of a character never gets to it. */
  reaches: 'all' | 'functions';
}

/** A field of a request, or of a message inside it, with the request that carries a value of it there. */
export interface Probed {
  name: string;
  request: DescMessage;
  field: DescField;
  /** The field of the request that it lies in; the field itself, where that is the request's own. */
  top: DescField;
  /** Where it comes to rest: its own place, or that of the whole that it is a part of. */
  stored: string;
  inRequest: (value: unknown) => Record<string, unknown>;
  probes: Probe[];
}

export function probedFields(request: DescMessage): Probed[] {
  return inMessage(request, request, request.name, undefined, '', (own) => own);
}

function inMessage(
  request: DescMessage,
  message: DescMessage,
  name: string,
  top: DescField | undefined,
  storedAbove: string,
  wrap: (own: Record<string, unknown>) => Record<string, unknown>,
): Probed[] {
  return message.fields.flatMap((field) => {
    const inRequest = (value: unknown) => wrap({ ...sampleOf(message), [field.jsonName]: value });
    const fieldName = `${name}.${field.jsonName}`;
    const stored = rulesOf(field).stored || storedAbove;
    const own = { name: fieldName, request, field, top: top ?? field, stored, inRequest, probes: probesOf(field) };
    if (!field.message || isAnything(field.message)) return [own];
    const inside = (value: Record<string, unknown>) => inRequest(field.fieldKind === 'list' ? [value] : value);
    return [own, ...inMessage(request, field.message, fieldName, top ?? field, stored, inside)];
  });
}

function probesOf(field: DescField): Probe[] {
  if (field.fieldKind !== 'list') return [...valuesOf(field), ...wrongTypes(field)];
  const entries = field.message ? [] : valuesOf(field).map((probe) => ({ ...probe, value: [probe.value] }));
  return [...countsOf(field), ...entries, ...['x', 1, {}, null, [null]].map((value) => wrong(value))];
}

function countsOf(field: DescField): Probe[] {
  const { minItems, maxItems, required, uniqueItems } = rulesOf(field);
  const least = minItems ?? (required ? 1 : undefined);
  const count = (length: number, isInside: boolean) => all(`${length} entries`, sampleList(field, length), isInside);
  const [one] = sampleList(field, 1);
  return [
    ...(least !== undefined ? [count(least, true), count(least - 1, false)] : []),
    ...(maxItems !== undefined ? [count(maxItems, true), count(maxItems + 1, false)] : []),
    ...(uniqueItems ? [all('one entry twice', [one, one], false)] : []),
  ];
}

function valuesOf(field: DescField): Probe[] {
  if (field.enum) return enumValues(field);
  if (field.message) return [];
  const scalar = 'scalar' in field ? field.scalar : undefined;
  if (scalar === ScalarType.BOOL) return [all('true', true, true), all('false', false, true)];
  return scalar === ScalarType.STRING ? texts(field) : numbers(field);
}

function enumValues(field: DescField): Probe[] {
  const values = field.enum?.values ?? [];
  return [
    ...values.filter(({ number }) => number !== 0).map(({ name }) => all(name, name, true)),
    ...['UNSPECIFIED', 'NONSENSE', ''].map((name) => all(`the value ${name}`, name, false)),
  ];
}

function numbers(field: DescField): Probe[] {
  const { minimum = -(2 ** 31), maximum = 2 ** 31 - 1 } = rulesOf(field);
  return [
    ...[minimum, maximum].map((value) => all(String(value), value, true)),
    ...[minimum - 1, maximum + 1].map((value) => all(String(value), value, false)),
  ];
}

function texts(field: DescField): Probe[] {
  const form = formNameOf(field);
  const empty = emptyText(field);
  const unwritable = [
    all('U+0000', 'x\0', false),
    { ...all('half of a character', 'x\ud800', false), reaches: 'functions' as const },
  ];
  if (!form) return [...lengths(field), ...empty, ...unwritable];
  const { inside, outside, long } = samples[form];
  const { maxLength } = rulesOf(field);
  return [
    ...inside.map((value) => all(value, value, true)),
    ...outside.map((value) => all(value, value, false)),
    ...(long && maxLength !== undefined
      ? [
          all(`${maxLength} characters`, long(maxLength), true),
          all(`${maxLength + 1} characters`, long(maxLength + 1), false),
        ]
      : []),
    ...empty,
    ...unwritable,
  ];
}

function emptyText(field: DescField): Probe[] {
  const { required, minLength, mayBeEmpty } = rulesOf(field);
  const isRefused = required || (minLength ?? 0) > 0 || (formNameOf(field) !== undefined && !mayBeEmpty);
  return [all('no character', '', !isRefused)];
}

function lengths(field: DescField): Probe[] {
  const { minLength, maxLength } = rulesOf(field);
  // Each takes two units of UTF-16 and four bytes, and is one character.
  const text = (length: number) => (length > 10_000 ? `${'x'.repeat(length - 1)}𝒳` : '𝒳'.repeat(length));
  const of = (length: number, isInside: boolean) => all(`${length} characters`, text(length), isInside);
  return [
    ...(minLength ? [of(minLength, true), of(minLength - 1, false)] : []),
    ...(maxLength !== undefined ? [of(maxLength, true), of(maxLength + 1, false)] : []),
  ];
}

/** What JSON has beside the type of this field. */
function wrongTypes(field: DescField): Probe[] {
  const scalar = 'scalar' in field ? field.scalar : undefined;
  const values = [null, [], ...(field.message ? [] : [{}])];
  if (scalar === ScalarType.STRING || field.enum) return [...values, 1, true].map(wrong);
  if (scalar === ScalarType.BOOL) return [...values, 1, 'true'].map(wrong);
  return field.message ? [...values, 1, 'x'].map(wrong) : [...values, '1', 1.5, true].map(wrong);
}

function wrong(value: unknown): Probe {
  return { what: JSON.stringify(value), value, isInside: false, reaches: 'functions' };
}

function all(what: string, value: unknown, isInside: boolean): Probe {
  return { what, value, isInside, reaches: 'all' };
}
