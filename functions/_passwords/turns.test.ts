import { expect, test } from 'vitest';
import { inTurn } from './turns.ts';

test('two work at once, the others wait in the order of coming, and a crowd is sent away', async () => {
  let atOnce = 0;
  let most = 0;
  const order: number[] = [];
  const gates: (() => void)[] = [];
  const work = (n: number) =>
    inTurn(async () => {
      most = Math.max(most, ++atOnce);
      order.push(n);
      await new Promise<void>((resolve) => gates.push(resolve));
      atOnce--;
    });
  const all = Array.from({ length: 20 }, (_, n) =>
    work(n).then(
      () => 'done',
      () => 'refused',
    ),
  );
  // Two work and sixteen wait: the last two have no place, and are told so at once.
  expect(await Promise.all(all.slice(18))).toEqual(['refused', 'refused']);
  for (let n = 0; n < 18; n++) {
    await expect.poll(() => gates.length).toBeGreaterThan(n);
    gates[n]!();
  }
  expect(await Promise.all(all.slice(0, 18))).toEqual(Array(18).fill('done'));
  expect([most, order]).toEqual([2, Array.from({ length: 18 }, (_, n) => n)]);
});

test('who fails gives the turn back', async () => {
  const failing = Array.from({ length: 4 }, () =>
    inTurn(() => Promise.reject(new Error('broken'))).catch(() => 'failed'),
  );
  expect(await Promise.all(failing)).toEqual(Array(4).fill('failed'));
  expect(await inTurn(() => Promise.resolve('next'))).toBe('next');
});

test('nobody waits for ever', { timeout: 15_000 }, async () => {
  let open: () => void = () => undefined;
  const gate = new Promise<void>((resolve) => (open = resolve));
  const working = [inTurn(() => gate), inTurn(() => gate)];
  await expect(inTurn(() => Promise.resolve('late'))).rejects.toMatchObject({ kind: 'unavailable' });
  open();
  await Promise.all(working);
  expect(await inTurn(() => Promise.resolve('again'))).toBe('again');
});
