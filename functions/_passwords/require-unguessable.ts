import { dictionary } from '@zxcvbn-ts/language-common';
import { refuse } from '../_http/refusal.ts';

/** Some 49,000 passwords that were found most often where passwords were stolen, in lower case. */
const common = new Set<string>(dictionary['passwords-common']);

/** Rows of keyboards, and what everybody counts by. */
const rows = [
  'abcdefghijklmnopqrstuvwxyz',
  '01234567890',
  'qwertyuiop',
  'asdfghjkl',
  'zxcvbnm',
  'qwertzuiop',
  'yxcvbnm',
];

/** Fewer characters than that, beside what everybody would try, are no password. */
const leastOwn = 8;

/**
 * Refuses a password that is long and yet among the first that somebody would try. What it may be made of is nobody's
 * concern: no class of characters is asked for.
 * @param words what belongs to this site and its author: e-mail, name, address
 */
export function requireUnguessable(password: string, words: string[], field = 'password'): void {
  const issue = weakness(password, words);
  if (issue) refuse('invalid', `${field} ${issue}.`, [{ field, issue }]);
}

export function weakness(password: string, words: string[]): string | undefined {
  const text = password.toLowerCase();
  if (isCommon(text)) return 'is among the passwords that are tried first';
  if (new Set(text).size < 5) return 'must have more than four different characters';
  if (isRepetition(text) || isRepetition(text.replace(/[^\p{L}\p{N}]+/gu, '')))
    return 'must not be one text again and again';
  if (withoutRuns(text).length < leastOwn) return 'must not be made of sequences such as 1234 or qwerty';
  if (withoutWords(text, words).length < leastOwn) return 'must hold more than words of this site and its author';
  return undefined;
}

/** Also with digits and signs around it, and with the usual signs in place of letters. */
function isCommon(text: string): boolean {
  const bare = (each: string) => each.replace(/^[^\p{L}]+|[^\p{L}]+$/gu, '');
  const plain = text.replace(/[@4310$5!7]/g, (sign) => instead[sign] ?? sign);
  return [text, bare(text), plain, bare(plain), bare(text.replace(/[\s_.-]+/g, ''))].some((each) => common.has(each));
}

const instead: Record<string, string> = {
  ...{ '@': 'a', '4': 'a', '3': 'e', '1': 'i', '0': 'o', $: 's', '5': 's', '!': 'i', '7': 't' },
};

/** One unit again and again, the last time perhaps not to its end. */
function isRepetition(text: string): boolean {
  for (let unit = 1; unit <= text.length / 2; unit++) {
    if (text.slice(unit) === text.slice(0, text.length - unit)) return true;
  }
  return false;
}

/** Each run along a row, forwards or backwards, and each repeated character counts as its first two. */
function withoutRuns(text: string): string {
  let left = '';
  for (let i = 0; i < text.length; i++) {
    if (i < 2 || !isRun(text.slice(i - 2, i + 1))) left += text.charAt(i);
  }
  return left;
}

function isRun(three: string): boolean {
  const backwards = [...three].reverse().join('');
  return new Set(three).size === 1 || rows.some((row) => row.includes(three) || row.includes(backwards));
}

function withoutWords(text: string, words: string[]): string {
  const parts = words.flatMap((word) => word.toLowerCase().split(/[^\p{L}\p{N}]+/u)).filter((part) => part.length >= 3);
  // Longer ones first: a part of one is not to spoil it.
  const sorted = [...new Set(parts)].sort((one, other) => other.length - one.length);
  return sorted.reduce((left, part) => left.replaceAll(part, ''), text);
}
