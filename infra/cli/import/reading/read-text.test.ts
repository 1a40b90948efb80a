import { expect, test } from 'vitest';
import { readText } from './read-text.ts';

const utf8 = (text: string) => new TextEncoder().encode(text);

test('lines end alike, and a byte order mark is no text', () => {
  expect(readText(utf8('\uFEFF---\r\na\rb\n'))).toEqual({ text: '---\na\nb\n' });
});

test('UTF-16 is read by its mark', () => {
  expect(readText(Buffer.from('\uFEFFgrüß', 'utf16le'))).toEqual({ text: 'grüß' });
  expect(readText(Buffer.from('\uFEFFgrüß', 'utf16le').swap16())).toEqual({ text: 'grüß' });
});

test('what is not UTF-8 is read as Windows-1252 and reported', () => {
  expect(readText(Buffer.from('gr\xfc\xdf \x93so\x94', 'latin1'))).toEqual({
    text: 'grüß “so”',
    issue: 'is not valid UTF-8; it was read as Windows-1252',
  });
});

test('a NUL is left out and reported', () => {
  expect(readText(utf8('a\0b'))).toEqual({ text: 'ab', issue: 'NUL characters were left out' });
});
