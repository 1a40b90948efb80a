import { setImmediate as turnOfTheLoop } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { ReceivingTurn } from './receiving-turn.ts';

test('the next one has its turn when the one before has passed it on, in the order of coming', async () => {
  const turn = new ReceivingTurn();
  const places = [turn.place(), turn.place(), turn.place()];
  const order: number[] = [];
  places.forEach((place, index) => void place.take().then(() => order.push(index)));
  await turnOfTheLoop();
  expect(order).toEqual([0]);
  places[0]!.pass();
  await turnOfTheLoop();
  await turnOfTheLoop();
  expect(order).toEqual([0, 1]);
});

test('who does not have the turn passes nothing on', async () => {
  const turn = new ReceivingTurn();
  const [one, two] = [turn.place(), turn.place()];
  await one.take();
  let isTwos = false;
  void two.take().then(() => (isTwos = true));
  two.pass();
  await turnOfTheLoop();
  expect(isTwos).toBe(false);
  one.pass();
  one.pass();
  await turnOfTheLoop();
  await turnOfTheLoop();
  expect(isTwos).toBe(true);
});

test('at the end those who wait, and those who come, are refused', async () => {
  const turn = new ReceivingTurn();
  await turn.place().take();
  const waiting = turn.place().take();
  turn.end();
  await expect(waiting).rejects.toThrow('stopped');
  await expect(turn.place().take()).rejects.toThrow('stopped');
});
