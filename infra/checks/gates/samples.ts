import { type DescField, type DescMessage, ScalarType } from '@bufbuild/protobuf';
import { FieldRules_Format as Format } from '../../../proto/gen/colophon/rules/v1/rules_pb.js';
import { rulesOf } from '../../../proto/gate.ts';

type FormName = Exclude<keyof typeof Format, 'UNSPECIFIED'>;

interface Samples {
  inside: string[];
  outside: string[];
  /** One of exactly this many characters, where the form has any length. */
  long?: (length: number) => string;
}

const id = (n: number) => `019a0000-0000-7000-8000-${n.toString(16).padStart(12, '0')}`;
const hash = 'ab'.repeat(32);

/** Values just inside and just outside of each form of text. */
export const samples: Record<FormName, Samples> = {
  SLUG: {
    inside: ['a', 'a-b_c', '2026', 'a'.repeat(100)],
    outside: ['A', 'a--b', '-a', 'a-', 'ä', 'a/b', 'a b', 'a\n', 'a'.repeat(101)],
  },
  ID: { inside: [id(1)], outside: ['x', id(1).slice(1), id(1).replace('a', 'g'), `${id(1)}0`] },
  TIMESTAMP: {
    inside: [
      '2024-02-29T23:59:59.999Z',
      '2026-01-02T03:04:05+01:00',
      '0001-01-01T00:00:00Z',
      '9999-12-31T23:59:59.999Z',
    ],
    outside: [
      ...['x', '2023-02-29T00:00:00Z', '2026-13-01T00:00:00Z', '2026-01-01T25:00:00Z', '2026-01-01T00:61:00Z'],
      ...['0000-01-01T00:00:00Z', '0001-01-01T00:00:00+14:00', '9999-12-31T23:59:59-14:00', 'infinity'],
    ],
  },
  PARTIAL_DATE: {
    inside: ['2024', '2024-05', '2024-02-29', '0001', '9999-12-31'],
    outside: ['x', '24', '2024-5', '2024-13', '2024-00', '2023-02-29', '2024-04-31', '0000', '2024-05-17T00:00:00Z'],
  },
  WEB_ADDRESS: {
    inside: ['https://example.org', 'http://localhost:8080/a?b=c#d', 'https://exämple.org/ü', 'https://example.org?q'],
    outside: [
      'example.org',
      '//example.org',
      'ftp://example.org',
      'https://',
      'https:///x',
      'https://a b',
      'https://a\u00a0b',
    ],
    long: (length) => `https://${'a'.repeat(length - 8)}`,
  },
  LINK: {
    inside: ['/', '/about?x=1#y', 'https://example.org', 'mailto:a@example.org', 'tel:+49123'],
    outside: [
      'about',
      '//evil.example',
      '/\\evil.example',
      'javascript:alert(1)',
      'data:text/html,x',
      'https://',
      '/a b',
      'mailto:',
    ],
    long: (length) => `/${'a'.repeat(length - 1)}`,
  },
  LANGUAGE_TAG: {
    inside: ['en', 'pt-BR', 'zh-Hant-TW', 'de-CH-1996'],
    outside: ['e', 'english', 'en_US', 'en-', '123'],
  },
  SITE_PATH: {
    inside: ['/about', '/a/b-c', '/ä'],
    outside: ['/', '//a', '/\\a', 'a', '/a b', '/a?b', '/a#b'],
    long: (length) => `/${'a'.repeat(length - 1)}`,
  },
  EMAIL: {
    inside: ['a@b', 'author.of+this@example.org', 'ä@ö.example'],
    outside: ['a', '@b', 'a@', 'a@b@c', 'a b@c', 'a@b\u00a0'],
    long: (length) => `${'a'.repeat(length - 2)}@b`,
  },
  SHA_256: { inside: [hash], outside: ['x', hash.slice(1), hash.toUpperCase(), `${hash}0`] },
};

export function formNameOf(field: DescField): FormName | undefined {
  const { format } = rulesOf(field);
  return format === Format.UNSPECIFIED ? undefined : (Format[format] as FormName);
}

/** A message that passes, with no more in it than has to be. */
export function sampleOf(message: DescMessage): Record<string, unknown> {
  const required = message.fields.filter((field) => rulesOf(field).required);
  return Object.fromEntries(required.map((field) => [field.jsonName, sampleValue(field)]));
}

export function sampleValue(field: DescField): unknown {
  if (field.fieldKind !== 'list') return sampleEntry(field, 0);
  const { minItems, required } = rulesOf(field);
  return sampleList(field, minItems ?? (required ? 1 : 0));
}

/** So many entries, all different where they can be. */
export function sampleList(field: DescField, length: number): unknown[] {
  return Array.from({ length }, (_, index) => sampleEntry(field, index));
}

function sampleEntry(field: DescField, index: number): unknown {
  if (field.message) return sampleOf(field.message);
  if (field.enum) return field.enum.values.find(({ number }) => number !== 0)?.name;
  const scalar = 'scalar' in field ? field.scalar : undefined;
  const rules = rulesOf(field);
  if (scalar === ScalarType.BOOL) return true;
  if (scalar !== ScalarType.STRING) return (rules.minimum ?? 1) + index;
  const form = formNameOf(field);
  if (form === 'SLUG') return `a${index}`;
  if (form === 'ID') return id(index + 1);
  if (form) return samples[form].inside[index % samples[form].inside.length];
  return `${index}`.padStart(Math.max(rules.minLength ?? 1, 1), 'x');
}
