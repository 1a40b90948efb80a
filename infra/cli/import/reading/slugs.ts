import { createHash } from 'node:crypto';

/** The shape that the database demands of each step of a path. */
export const slugShape = /^[a-z0-9]+(?:[-_][a-z0-9]+)*$/;
export const longestSlug = 100;

// Letters that Unicode does not take apart into a plain letter and a mark.
const plainLetters: Record<string, string> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ı: 'i',
};

/** Makes any words fit to be a slug: the same words give the same slug, and a slug stays as it is. */
export function fitSlug(words: string): string {
  const plain = words
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{M}+/gu, '')
    .replace(/[ßæœøłđðþı]/g, (letter) => plainLetters[letter] ?? '')
    .replace(/['’]/g, '');
  const joined = plain
    .replace(/[^a-z0-9_]+/g, '-')
    .replace(/[-_]*-[-_]*/g, '-')
    .replace(/_+/g, '_');
  return shorten(joined.replace(/^[-_]+|[-_]+$/g, ''), longestSlug) || withoutLetters(words);
}

/** The n-th of those that want the same slug. */
export function numberedSlug(slug: string, number: number): string {
  const suffix = `-${number}`;
  return shorten(slug, longestSlug - suffix.length) + suffix;
}

function shorten(slug: string, length: number): string {
  if (slug.length <= length) return slug;
  const cut = slug.slice(0, length);
  const wholeWords = /[-_]/.test(slug.charAt(length)) ? cut : cut.replace(/[-_][^-_]*$/, '');
  return (wholeWords.length > length / 2 ? wholeWords : cut).replace(/[-_]+$/, '');
}

/** Words in a script that has no Latin letters still get an address, and always the same one. */
function withoutLetters(words: string): string {
  return `page-${createHash('sha256').update(words).digest('hex').slice(0, 8)}`;
}
