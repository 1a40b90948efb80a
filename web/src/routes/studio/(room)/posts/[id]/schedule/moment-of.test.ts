import { expect, test } from 'vitest';
import { momentOf } from './moment-of.ts';

test('a day and a time are a moment in UTC', () => {
  expect(momentOf('2027-01-31', '09:30').at).toBe('2027-01-31T09:30:00Z');
  expect(momentOf('2028-02-29', '23:59:59').at).toBe('2028-02-29T23:59:59Z');
});

test.each([
  ['', '', ['day', 'time']],
  ['2027-02-30', '09:30', ['day']],
  ['2027-13-01', '09:30', ['day']],
  ['31.1.2027', '09:30', ['day']],
  ['tomorrow', '09:30', ['day']],
  ['2027-01-31', '24:00', ['time']],
  ['2027-01-31', '9:30', ['time']],
  ['2027-01-31', '09:30+02:00', ['time']],
])('%j at %j is none, and it says why', (day, time, fields) => {
  const { at, violations } = momentOf(day, time);
  expect([at, violations.map(({ field }) => field)]).toEqual([undefined, fields]);
});
