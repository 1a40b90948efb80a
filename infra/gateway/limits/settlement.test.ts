import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { pauseFamily } from '../../checks/paused.ts';
import { freshRedis, type RunningRedis } from '../../checks/test-database.ts';
import { startRedis } from '../../services/redis.ts';
import { scratchFolder } from '../../services/stand-ins.ts';
import { SharedClock } from './clock.ts';
import { Limiter, refused } from './limiter.ts';
import { readRate } from './rate.ts';
import { Settlement } from './settlement.ts';

let redis: RunningRedis;
beforeAll(async () => {
  redis = await freshRedis();
});
afterAll(() => redis.stop());

let named = 0;

/** As many processes as are asked for, each with its own connection and its own count, that limit the same callers. */
async function processes(count: number, rate: string, { isExact = false, url = redis.url } = {}) {
  const name = `test-${named++}`;
  const settlements: Settlement[] = [];
  const limiters: Limiter[] = [];
  for (let one = 0; one < count; one++) {
    const clock = new SharedClock();
    const settlement = new Settlement(url, clock);
    onTestFinished(() => settlement.stop());
    const limiter = new Limiter(name, readRate(rate), clock, settlement, { isExact });
    settlement.serve(limiter);
    await settlement.start();
    settlements.push(settlement);
    limiters.push(limiter);
  }
  // A heartbeat later each knows how many there are; those of earlier tests are missed after a moment.
  if (url !== nowhere) await untilTrue(() => settlements.every((settlement) => settlement.processes >= count));
  const take = async (limiter: Limiter, key = 'caller') => (await limiter.take(limiter.counterOf(key))) !== refused;
  /** At once at all of them. */
  const burst = async (each: number, key?: string) => {
    const taken = await Promise.all(
      limiters.flatMap((limiter) => Array.from({ length: each }, () => take(limiter, key))),
    );
    return taken.filter(Boolean).length;
  };
  return { limiters, settlements, take, burst };
}

const nowhere = 'redis://127.0.0.1:1';
const untilTrue = (holds: () => boolean) => expect.poll(holds, { timeout: 10_000, interval: 20 }).toBe(true);

test.each([2, 4])(
  'a burst at %i processes at once passes as often as at one, and at most a tenth more',
  async (count) => {
    const { burst } = await processes(count, '600/h');
    let passed = 0;
    for (let round = 0; round < 5; round++) passed += await burst(400 / count);
    expect(passed).toBeGreaterThanOrEqual(600);
    expect(passed).toBeLessThanOrEqual(660);
  },
);

test('callers that go from process to process have one budget', async () => {
  const { limiters, take } = await processes(2, '100/h');
  let passed = 0;
  for (let one = 0; one < 300; one++) if (await take(limiters[one % 2]!)) passed++;
  expect(passed).toBeGreaterThanOrEqual(100);
  expect(passed).toBeLessThanOrEqual(110);
});

test('where each attempt matters, not one more passes, and what is given back elsewhere may be taken', async () => {
  const { limiters, burst, take } = await processes(3, '10/h', { isExact: true });
  expect(await burst(50)).toBe(10);
  const [first, second] = limiters as [Limiter, Limiter];
  await untilTrue(() => second.counterOf('caller').others > 0 || second.counterOf('caller').mine === 10);
  const giver = limiters.find((limiter) => limiter.counterOf('caller').mine > 0) ?? first;
  giver.giveBack(giver.counterOf('caller'));
  const other = limiters.find((limiter) => limiter !== giver)!;
  await expect.poll(() => take(other), { timeout: 10_000 }).toBe(true);
  expect(await burst(20)).toBe(0);
});

test('who is far from its limit waits for nobody, and single visitors are not even told', async () => {
  const { limiters, settlements } = await processes(2, '100000/min');
  const [limiter] = limiters as [Limiter];
  const before = settlements[0]!.asked;
  for (let one = 0; one < 2_000; one++) expect(typeof limiter.take(limiter.counterOf('busy'))).toBe('number');
  for (let one = 0; one < 2_000; one++) void limiter.take(limiter.counterOf(`visitor ${one}`));
  expect(limiter.counterOf('visitor 7').isQueued).toBe(false);
  expect(settlements[0]!.asked).toBe(before);
});

test('a process that comes later knows what was counted before it', async () => {
  const { limiters, burst } = await processes(1, '50/h');
  expect(await burst(200)).toBe(50);
  const [first] = limiters as [Limiter];
  await untilTrue(() => first.counterOf('caller').reported === 50);
  const clock = new SharedClock();
  const settlement = new Settlement(redis.url, clock);
  onTestFinished(() => settlement.stop());
  const later = new Limiter(first.name, first.rate, clock, settlement);
  settlement.serve(later);
  await settlement.start();
  expect(settlement.processes).toBeGreaterThanOrEqual(2);
  const taken = await Promise.all(Array.from({ length: 50 }, async () => later.take(later.counterOf('caller'))));
  expect(taken.filter((left) => left !== refused).length).toBeLessThanOrEqual(5);
});

test('while Redis hangs each process limits alone, nobody waits for long, and then they share again', async () => {
  const own = await freshRedis();
  onTestFinished(() => own.stop());
  const { burst, settlements } = await processes(2, '40/h', { url: own.url });
  const goOn = pauseFamily(own.pid);
  onTestFinished(goOn);
  expect(await burst(100)).toBe(80);
  expect(settlements.map(({ isAway }) => isAway)).toEqual([true, true]);
  // Now nobody asks any more.
  expect(await burst(100, 'another')).toBe(80);
  goOn();
  await untilTrue(() => settlements.every(({ isAway }) => !isAway));
  expect(await burst(100)).toBe(0);
  const passed = await burst(100, 'a third');
  expect(passed).toBeGreaterThanOrEqual(40);
  expect(passed).toBeLessThanOrEqual(44);
});

test('a Redis that was killed and has forgotten everything is told again what was counted', async () => {
  const folder = scratchFolder();
  const own = await startRedis({ dir: `${folder}/redis` });
  const { burst, settlements, limiters } = await processes(2, '400/h', { url: own.url });
  expect(await burst(60)).toBe(120);
  expect(await burst(100, 'quiet')).toBe(200);
  await untilTrue(() => limiters.every((limiter) => limiter.counterOf('quiet').reported === 100));
  const heardAt = Math.max(...limiters.map((limiter) => limiter.counterOf('quiet').heardAt));
  process.kill(own.pid, 'SIGKILL');
  await untilTrue(() => settlements.every(({ isAway }) => isAway));
  expect(await burst(60)).toBe(120);
  const again = await startRedis({ dir: `${folder}/redis`, port: own.port, password: own.password });
  onTestFinished(() => again.stop());
  await untilTrue(() => settlements.every(({ isAway }) => !isAway));
  await untilTrue(() => limiters.every((limiter) => limiter.counterOf('caller').reported === 120));
  // Also of one who has not come again since.
  await untilTrue(() => limiters.every((limiter) => limiter.counterOf('quiet').heardAt > heardAt));
  const latecomer = new Settlement(own.url, new SharedClock());
  onTestFinished(() => latecomer.stop());
  const fresh = new Limiter(limiters[0]!.name, limiters[0]!.rate, new SharedClock(), latecomer);
  latecomer.serve(fresh);
  await latecomer.start();
  expect(await latecomer.reserve(fresh.counterOf('quiet'))).toBe(true);
  expect(fresh.counterOf('quiet').others).toBe(200);
  const passed = await burst(400);
  expect(passed).toBeGreaterThanOrEqual(160);
  expect(passed).toBeLessThanOrEqual(200);
});

test('without any Redis a gateway starts, and limits', async () => {
  const { burst } = await processes(1, '10/h', { url: nowhere });
  expect(await burst(30)).toBe(10);
});
