import { expect, test } from 'vitest';
import { linesOf } from './lines.ts';

const within = (width: number) => (line: string) => [...line].length <= width;

test.each([
  ['a few words of it', 8, ['a few', 'words of', 'it']],
  ['end-to-end (of it)', 8, ['end-to-', 'end (of', 'it)']],
  ['don’t, please', 6, ['don’t,', 'please']],
  ['漢字漢字漢字。漢字', 4, ['漢字漢字', '漢字。', '漢字']],
  ['unbreakable', 4, ['unbr', 'eaka', 'ble']],
  ['', 4, []],
])('%s in lines of %i', (text, width, lines) => {
  expect(linesOf(text, 9, within(width))).toEqual({ lines, isWhole: true });
});

test('of what is too long the end is left out, between letters as readers see them', () => {
  expect(linesOf('one two three four', 2, within(5))).toEqual({ lines: ['one', 'two…'], isWhole: false });
  expect(linesOf('👩‍💻👩‍💻👩‍💻', 1, within(7)).lines).toEqual(['👩‍💻👩‍💻…']);
});
