import { expect, test } from 'vitest';
import { Limiter, refused } from './limiter.ts';
import { readRate } from './rate.ts';
import { noLedger } from './settlement.ts';
import { callerAt } from './callers.ts';

/** A limiter of one process, and the hand that moves its clock. It starts where a window does. */
function limiterOf(rate: string, options = {}) {
  let now = 3_600_000_000;
  const clock = { now: () => now };
  const limiter = new Limiter('reads', readRate(rate), clock, noLedger, options);
  const take = (key = '192.0.2.1') => limiter.take(limiter.counterOf(key)) as number;
  const passes = (times: number, key?: string) =>
    Array.from({ length: times }, () => take(key)).filter((left) => left !== refused).length;
  return { limiter, take, passes, later: (seconds: number) => (now += seconds * 1_000) };
}

test('as many pass as the rate says, each is told how many are left, and others are not concerned', () => {
  const { take, passes } = limiterOf('3/min');
  expect([take(), take(), take(), take(), take()]).toEqual([2, 1, 0, refused, refused]);
  expect(passes(5, '192.0.2.2')).toBe(3);
});

test('the window slides: the turn of a window gives nothing away, and what is past fades', () => {
  const { passes, later } = limiterOf('100/min');
  later(59);
  expect(passes(150)).toBe(100);
  later(1);
  expect(passes(150)).toBe(0);
  later(15);
  expect(passes(150)).toBe(25);
  later(30);
  expect(passes(150)).toBe(50);
  later(120);
  expect(passes(150)).toBe(100);
});

test('asked without a pause for five times as much, it lets through in each minute what the rate says', () => {
  const { passes, later } = limiterOf('60/min');
  const passed: number[] = [];
  for (let second = 0; second < 600; second++) {
    passed.push(passes(5));
    later(1);
  }
  const minutes = passed.slice(60).map((_, at) => passed.slice(at, at + 60).reduce((sum, one) => sum + one, 0));
  // What the weighing supposes, that the former window was filled evenly, holds from the second minute on.
  expect(Math.max(...minutes.slice(60))).toBeLessThanOrEqual(61);
  expect(Math.min(...minutes.slice(60))).toBeGreaterThanOrEqual(58);
});

test('what was refused does not count, and who waits as long as told is served, not sooner', () => {
  const { limiter, take, passes, later } = limiterOf('10/min');
  later(12);
  expect(passes(10)).toBe(10);
  for (let round = 0; round < 20; round++) {
    passes(100);
    const seconds = limiter.secondsUntilMore(limiter.counterOf('192.0.2.1'));
    expect(seconds).toBeGreaterThanOrEqual(1);
    later(seconds - 1);
    expect(seconds === 1 ? refused : take()).toBe(refused);
    later(1);
    expect(take()).not.toBe(refused);
  }
});

test('a caller in a flood of others is neither pushed out nor given a fresh budget', () => {
  const { limiter, passes } = limiterOf('100/min', { mostCallers: 1_000 });
  expect(passes(99, 'early')).toBe(99);
  for (let one = 0; one < 100_000; one++) passes(1, `flood ${one}`);
  expect(limiter.callers).toBe(1_000);
  expect(passes(5, 'early')).toBe(1);
  // Who comes late finds no place, and is counted all the same: never too low, and hardly too high.
  const late = passes(200, 'late');
  expect(late).toBeLessThanOrEqual(100);
  expect(late).toBeGreaterThanOrEqual(80);
  expect(passes(5, 'late')).toBe(0);
});

test('a flood that is over leaves nothing behind', () => {
  const { limiter, passes, later } = limiterOf('100/min', { mostCallers: 1_000 });
  for (let one = 0; one < 5_000; one++) passes(1, `flood ${one}`);
  later(120);
  limiter.sweep();
  expect(limiter.callers).toBe(0);
  expect(passes(200, 'flood 4999')).toBe(100);
});

test('a /64 of IPv6 is one caller, in whatever way it is written', () => {
  expect(callerAt('192.0.2.1')).toBe('192.0.2.1');
  const one = ['2001:db8::1', '2001:db8::ffff:0:0:2', '2001:db8:0:0:1:2:3:4', '2001:db8::'].map(callerAt);
  expect(new Set(one)).toEqual(new Set(['2001:db8:0:0::/64']));
  expect(callerAt('2001:db8:0:1::1')).not.toBe(one[0]);
  expect(callerAt('2001:db8:0:1:2:3:4:5')).toBe(callerAt('2001:db8:0:1::'));
  expect(callerAt('::1')).toBe('0:0:0:0::/64');
});
