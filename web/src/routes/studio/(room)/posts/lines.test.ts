import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareLines } from './lines.ts';

const texts = fc.array(fc.constantFrom('a', 'b', 'c', ''), { maxLength: 12 });

test('both texts are there whole, and what counts as alike is', () => {
  fc.assert(
    fc.property(texts, texts, (one, other) => {
      const stretches = compareLines(one, other);
      expect(stretches.flatMap((stretch) => stretch.one)).toEqual(one);
      expect(stretches.flatMap((stretch) => stretch.other)).toEqual(other);
      for (const stretch of stretches) if (stretch.alike) expect(stretch.one).toEqual(stretch.other);
    }),
  );
});

test('as little as possible differs', () => {
  expect(compareLines(['a', 'b', 'c', 'd'], ['a', 'x', 'c', 'd', 'e'])).toEqual([
    { alike: true, one: ['a'], other: ['a'] },
    { alike: false, one: ['b'], other: ['x'] },
    { alike: true, one: ['c', 'd'], other: ['c', 'd'] },
    { alike: false, one: [], other: ['e'] },
  ]);
});
