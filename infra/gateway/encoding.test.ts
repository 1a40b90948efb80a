import { describe, expect, test } from 'vitest';
import { chooseEncoding, etagOf, isNamed } from './encoding.ts';

test.each([
  [undefined, undefined],
  ['', undefined],
  ['gzip, deflate, br, zstd', 'br'],
  ['gzip', 'gzip'],
  ['X-GZIP', 'gzip'],
  ['*', 'br'],
  ['deflate', undefined],
  ['br;q=0.5, gzip;q=0.9', 'gzip'],
  ['br;q=0, *', 'gzip'],
  ['br;q=0, gzip;q=0', undefined],
  ['*;q=0', undefined],
  ['identity, br;q=0.5', undefined],
  ['identity;q=0, gzip;q=0.1', 'gzip'],
  ['br;q=much', undefined],
])('who accepts %j is sent %j', (accept, encoding) => {
  expect(chooseEncoding(accept)).toBe(encoding);
});

test('what there is not is not chosen', () => {
  expect(chooseEncoding('br, gzip', ['gzip'])).toBe('gzip');
  expect(chooseEncoding('br', [])).toBeUndefined();
});

describe('an entity tag', () => {
  test('is another one for each encoding', () => {
    expect(etagOf('"a"', 'br')).toBe('"a-br"');
    expect(etagOf('W/"a"', 'gzip')).toBe('W/"a-gzip"');
  });

  test.each([
    ['"a"', true],
    ['W/"a"', true],
    ['"a-br"', true],
    ['"x", "a-gzip"', true],
    ['*', true],
    ['"a-zstd"', false],
    ['"b"', false],
    ['a', false],
    [undefined, false],
  ])('of "a" is named by %j: %j', (header, named) => {
    expect(isNamed(header, '"a"')).toBe(named);
  });
});
