import { expect, test } from 'vitest';
import { authors, cycle, faultKinds, planOf, turnAt, turns } from './plan.ts';

test('a seed decides every fault: what, when and for how long', () => {
  expect(planOf(7, 600)).toEqual(planOf(7, 600));
  expect(planOf(7, 600)).not.toEqual(planOf(8, 600));
});

test.each([1, 2, 3, 99, 123_456])('ten minutes of seed %i hold forty faults and more, of every kind', (seed) => {
  const plan = planOf(seed, 600);
  expect(plan.length).toBeGreaterThanOrEqual(40);
  expect(new Set(plan.map(({ kind }) => kind)).size).toBe(faultKinds.length);
});

test.each([1, 2, 3, 99, 123_456])(
  'one minute of seed %i ends by cutting Redis and the queue off and holding builders up',
  (seed) => {
    const kinds = planOf(seed, 60).map(({ kind }) => kind);
    expect(kinds).toHaveLength(5);
    expect(kinds.slice(2)).toEqual(['cut redis', 'cut queue', 'hold fills']);
  },
);

test('faults follow one another, and each minute ends with more quiet than the bound after a fault', () => {
  for (const seed of [1, 2, 3]) {
    const plan = planOf(seed, 600);
    plan.forEach(({ atMs, forMs }, index) => {
      expect(plan[index + 1]?.atMs ?? Infinity).toBeGreaterThanOrEqual(atMs + forMs);
      expect(cycle.lengthMs - ((atMs + forMs) % cycle.lengthMs)).toBeGreaterThan(20_000);
    });
  }
});

test('in each minute every post has one turn, and is let alone until the next', () => {
  for (let author = 0; author < authors; author++) {
    const taken = Array.from({ length: cycle.lengthMs }, (_, atMs) => turnAt(atMs, author));
    const changes = taken.filter((turn, atMs) => turn !== taken[atMs - 1]);
    const turned = changes.filter((turn) => turn !== undefined);
    expect(turned).toEqual([...turned.keys()]);
    expect(turned.length).toBeLessThanOrEqual(turns.posts);
  }
});

test('while any fault lasts the turn of some post ends', () => {
  for (const { atMs, forMs } of planOf(5, 600).filter(({ forMs }) => forMs > 0)) {
    const ended = [...Array(authors).keys()].filter((author) => turnAt(atMs, author) !== turnAt(atMs + forMs, author));
    expect(ended.length).toBeGreaterThanOrEqual(2);
  }
});
