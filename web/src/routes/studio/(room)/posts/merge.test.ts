import fc from 'fast-check';
import { expect, test } from 'vitest';
import { linesOf } from './lines.ts';
import { mergeTexts } from './merge.ts';

test('what only one side changed is taken from it', () => {
  expect(mergeTexts('a\nb\nc', 'A\nb\nc', 'a\nb\nC')).toBe('A\nb\nC');
});

test('where both changed the same lines, mine stand before theirs', () => {
  expect(mergeTexts('a\nb\nc', 'a\nmine\nc', 'a\ntheirs\nc')).toBe('a\nmine\ntheirs\nc');
});

test('no line that either side added is left out', () => {
  const text = fc
    .array(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 8 })
    .map((lines) => lines.join('\n'));
  fc.assert(
    fc.property(text, fc.nat(8), fc.nat(8), (base, atMine, atTheirs) => {
      const merged = linesOf(mergeTexts(base, withLine(base, atMine, 'mine'), withLine(base, atTheirs, 'theirs')));
      expect(merged).toContain('mine');
      expect(merged).toContain('theirs');
    }),
  );
});

function withLine(text: string, at: number, line: string): string {
  return linesOf(text).toSpliced(at, 0, line).join('\n');
}
