import { expect, test } from 'vitest';
import { type Running, RunningList } from './running-list.ts';

const running = (deadline: number): Running => ({ deadline, expire: () => undefined });

function deadlines(list: RunningList): number[] {
  const found: number[] = [];
  for (let one = list.first; one; one = one.after) found.push(one.deadline);
  return found;
}

test('what is deleted, from the front, the middle or the end, leaves the others in order', () => {
  const list = new RunningList();
  const all = [1, 2, 3, 4, 5].map(running);
  for (const one of all) list.add(one);
  for (const index of [2, 0, 4]) expect(list.delete(all[index]!)).toBe(true);
  expect(deadlines(list)).toEqual([2, 4]);
  list.add(running(6));
  expect(deadlines(list)).toEqual([2, 4, 6]);
  expect(list.size).toBe(3);
});

test('deleted twice is deleted once', () => {
  const list = new RunningList();
  const one = running(1);
  list.add(one);
  expect([list.delete(one), list.delete(one), list.size]).toEqual([true, false, 0]);
  expect(list.delete(running(2))).toBe(false);
});

test('what has gone points to nothing that is still there', () => {
  const list = new RunningList();
  const [one, two] = [running(1), running(2)];
  list.add(one);
  list.add(two);
  list.delete(one);
  expect(one.after).toBeUndefined();
  expect(list.first).toBe(two);
});
