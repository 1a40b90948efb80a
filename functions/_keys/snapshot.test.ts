import { expect, test } from 'vitest';
import { holds, parseSnapshot } from './snapshot.ts';

test('a snapshot holds what had ended when it was taken, and nothing else', () => {
  const snapshot = parseSnapshot('7:11:8,10');
  const held = [5n, 6n, 7n, 8n, 9n, 10n, 11n, 12n].filter((xid) => holds(snapshot, xid));
  expect(held).toEqual([5n, 6n, 7n, 9n]);
});

test('a snapshot in which nothing runs holds all below its xmax', () => {
  expect(holds(parseSnapshot('9:9:'), 8n)).toBe(true);
  expect(holds(parseSnapshot('9:9:'), 9n)).toBe(false);
});

test('ids beyond the precision of a double are told apart', () => {
  const snapshot = parseSnapshot('18446744073709551614:18446744073709551614:');
  expect(holds(snapshot, 18446744073709551613n)).toBe(true);
  expect(holds(snapshot, 18446744073709551614n)).toBe(false);
});

test('what is no snapshot is refused', () => {
  expect(() => parseSnapshot('seven')).toThrow('not a snapshot');
});
