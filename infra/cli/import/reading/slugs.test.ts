import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fitSlug, longestSlug, numberedSlug, slugShape } from './slugs.ts';

const words = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.string({ unit: 'grapheme-ascii', maxLength: 300 }),
);
const slug = fc.stringMatching(/^[a-z0-9]{1,12}([-_][a-z0-9]{1,12}){0,6}$/).filter((one) => one.length <= longestSlug);

test('any words become a slug', () => {
  fc.assert(
    fc.property(words, (some) => {
      const fitted = fitSlug(some);
      expect(fitted).toMatch(slugShape);
      expect(fitted.length).toBeLessThanOrEqual(longestSlug);
    }),
  );
});

test('a slug stays as it is', () => {
  fc.assert(fc.property(slug, (one) => void expect(fitSlug(one)).toBe(one)));
});

test('what was made to fit once fits for ever', () => {
  fc.assert(fc.property(words, (some) => void expect(fitSlug(fitSlug(some))).toBe(fitSlug(some))));
});

test('numbered slugs are slugs, and different', () => {
  fc.assert(
    fc.property(words, fc.integer({ min: 2, max: 99_999 }), (some, number) => {
      const numbered = numberedSlug(fitSlug(some), number);
      expect(numbered).toMatch(slugShape);
      expect(numbered.length).toBeLessThanOrEqual(longestSlug);
      expect(numbered).not.toBe(numberedSlug(fitSlug(some), number + 1));
    }),
  );
});

test.each([
  ['Announcing SvelteKit 1.0', 'announcing-sveltekit-1-0'],
  ['Über Straßen & Flüsse', 'uber-strassen-flusse'],
  ['what’s new?', 'whats-new'],
  ['snake_case__name', 'snake_case_name'],
  ['a _- b', 'a-b'],
  ['  -- a --  ', 'a'],
  ['ＦＵＬＬ ﬁ', 'full-fi'],
])('%j becomes %j', (from, to) => {
  expect(fitSlug(from)).toBe(to);
});

test('words without any Latin letter have an address that does not change', () => {
  expect(fitSlug('你好')).toMatch(/^page-[0-9a-f]{8}$/);
  expect(fitSlug('你好')).toBe(fitSlug('你好'));
  expect(fitSlug('你好')).not.toBe(fitSlug('再见'));
});

test('a long one is cut between words where that leaves enough', () => {
  expect(fitSlug('word '.repeat(40))).toBe('word-'.repeat(20).slice(0, -1));
  expect(fitSlug('x'.repeat(300))).toBe('x'.repeat(100));
});
