import { expect, test } from 'vitest';
import { median, percentile } from './statistics.ts';

test('the median of an even number of values lies between the two in the middle', () => {
  expect(median([9, 1, 3, 5])).toBe(4);
  expect(median([9, 1, 5])).toBe(5);
});

test('a percentile is one of the values, and values are compared as numbers', () => {
  const values = Array.from({ length: 100 }, (_, index) => index + 1);
  expect(percentile(values, 0.5)).toBe(50);
  expect(percentile(values, 0.99)).toBe(99);
  expect(percentile([10, 9, 100], 0.99)).toBe(100);
});

test('of nothing there is no number', () => {
  expect(median([])).toBeNaN();
  expect(percentile([], 0.5)).toBeNaN();
});
