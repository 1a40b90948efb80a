import { expect, test } from 'vitest';
import { excerpt } from './excerpt.ts';

test('keeps the words and drops the markup', () => {
  expect(excerpt('# Title\n\nA *b* [c](/d) `e`\nf ![g](h.png)\n\n```\ncode\n```\n\n- i\n- j')).toBe('A b c e f i j');
});

test('cuts between words', () => {
  expect(excerpt('one two, three', 10)).toBe('one two…');
  expect(excerpt('one two', 7)).toBe('one two');
  expect(excerpt('x'.repeat(20), 5)).toBe('xxxxx…');
});

test('a text without words has no excerpt', () => {
  expect(excerpt('![a](b.png)\n\n<div>')).toBe('');
});
