import { expect, test } from 'vitest';
import { longDate, revisedAt } from './dates.ts';

test('dates are written out, in UTC', () => {
  expect(longDate('2026-11-23T23:59:59.000Z')).toBe('23 November 2026');
});

test.each([
  ['changed on the day it appeared', '2026-11-20T08:00:00Z', '2026-11-20T07:00:00Z', '2026-11-20T09:00:00Z', undefined],
  [
    'imported long after it appeared',
    '2017-09-06T00:00:00Z',
    '2026-11-20T07:00:00Z',
    '2026-11-20T07:00:05Z',
    undefined,
  ],
  ['changed later', '2026-11-20T08:00:00Z', '2026-11-20T07:00:00Z', '2026-11-23T09:00:00Z', '2026-11-23T09:00:00Z'],
])('revised: %s', (_, publishedAt, createdAt, updatedAt, revised) => {
  expect(revisedAt({ publishedAt, createdAt, updatedAt })).toBe(revised);
});
