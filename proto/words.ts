import { type FieldRules, FieldRules_Format as Format } from './gen/colophon/rules/v1/rules_pb.js';
import { type Form, forms } from './forms.ts';
import type { AjvError } from './gate.ts';

const types: Record<string, string> = {
  string: 'must be text',
  integer: 'must be a whole number',
  number: 'must be a number',
  boolean: 'must be true or false',
  array: 'must be a list',
  object: 'must be an object',
};

/** What is wrong with the shape of a request; undefined where its shape is right and the value is not. */
export function wordsForShape({ keyword, params }: AjvError, value: unknown): string | undefined {
  if (keyword === 'additionalProperties') return 'is not known here';
  if (keyword === 'type') return types[String(params['type'])] ?? 'has a wrong type';
  if (keyword === 'enum') return `must be one of ${(params['allowedValues'] as string[]).join(', ')}`;
  if (typeof value !== 'string') return undefined;
  if (value.includes('\0')) return 'holds the character U+0000';
  return value.isWellFormed() ? undefined : 'holds half of a character';
}

/** Why a value breaks its rules, in the words that the database's constraints have too. */
export function wordsFor({ keyword, params }: AjvError, rules: FieldRules | undefined): string {
  switch (keyword) {
    case 'required':
      return 'must be given';
    case 'minimum':
    case 'maximum':
      return between(rules?.minimum, rules?.maximum, String(params['limit']), keyword === 'maximum');
    case 'minItems':
    case 'maxItems':
      return counted(rules?.minItems, rules?.maxItems, 'entries', 'entry');
    case 'uniqueItems':
      return 'must not hold the same entry twice';
    default:
      return wordsForText(keyword, rules);
  }
}

function wordsForText(keyword: string, rules: FieldRules | undefined): string {
  const tooLong = keyword === 'maxLength' && rules?.maxLength !== undefined;
  const form = rules && formOf(rules);
  if (form && !tooLong) return form.words;
  return counted(rules?.minLength ?? (rules?.required ? 1 : undefined), rules?.maxLength, 'characters', 'character');
}

function between(least: number | undefined, most: number | undefined, limit: string, isMaximum: boolean): string {
  if (least !== undefined && most !== undefined) return `must be from ${least} to ${most}`;
  return isMaximum ? `must be at most ${limit}` : `must be at least ${limit}`;
}

function counted(least: number | undefined, most: number | undefined, many: string, one: string): string {
  if (least !== undefined && least === most) return `must have ${least} ${least === 1 ? one : many}`;
  if (least !== undefined && most !== undefined) return `must have ${least} to ${most} ${many}`;
  if (most !== undefined) return `must have at most ${most} ${most === 1 ? one : many}`;
  return `must have at least ${least ?? 1} ${(least ?? 1) === 1 ? one : many}`;
}

/** The form that a text is to have; undefined for any. */
export function formOf({ format }: FieldRules): Form | undefined {
  return format === Format.UNSPECIFIED ? undefined : forms[Format[format] as keyof typeof forms];
}
