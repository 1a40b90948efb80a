import { expect, test } from 'vitest';
import { bound, History, Model } from './model.ts';

/** A post of which 1 was acknowledged at 100 ms and 2 at 1,000 ms. */
function written() {
  const [model, history] = [new Model(), new History('the post')];
  history.writes(1, 50)(100);
  history.writes(2, 900)(1_000);
  const kinds = () => model.violations.map(({ kind }) => kind);
  return { model, history, kinds };
}

test('a reader may be shown the older for the bound, and no longer', () => {
  const { model, history, kinds } = written();
  model.readerSees(history, 1, 1_000 + bound.calmMs, 'a page');
  expect(kinds()).toEqual([]);
  model.readerSees(history, 1, 1_001 + bound.calmMs, 'a page');
  expect(kinds()).toEqual(['stale']);
  expect(model.worst.calmMs).toBe(1 + bound.calmMs);
});

test('a fault lengthens the bound of what was written from shortly before it until it is over and recovered', () => {
  const { model, history, kinds } = written();
  model.faults.begins(1_500)(4_000);
  model.readerSees(history, 1, 4_000 + bound.afterFaultMs, 'a page');
  expect(kinds()).toEqual([]);
  model.readerSees(history, 1, 4_001 + bound.afterFaultMs, 'a page');
  expect(kinds()).toEqual(['stale']);
});

test('a fault that began when the bound was over excuses nothing', () => {
  const { model, history, kinds } = written();
  model.faults.begins(1_001 + bound.calmMs);
  model.readerSees(history, 1, 5_000, 'a page');
  expect(kinds()).toEqual(['stale']);
});

test('while a fault lasts nothing is held against anybody, and a second one goes on from there', () => {
  const { model, history, kinds } = written();
  const ends = model.faults.begins(900);
  model.readerSees(history, 1, 500_000, 'a page');
  ends(500_000);
  model.faults.begins(510_000)(511_000);
  model.readerSees(history, 1, 511_000 + bound.afterFaultMs, 'a page');
  expect(kinds()).toEqual([]);
});

test('a version that is on its way may be shown, and one that was never sent may not', () => {
  const { model, history, kinds } = written();
  history.writes(3, 1_100);
  model.readerSees(history, 3, 1_150, 'a page');
  model.readerSees(history, 2, 60_000, 'a page');
  expect(kinds()).toEqual([]);
  model.readerSees(history, 4, 1_200, 'a page');
  expect(kinds()).toEqual(['never written']);
});

test('of a post that was withdrawn nothing is shown after the bound, and of one that is there not nothing', () => {
  const { model, history, kinds } = written();
  model.readerSees(history, 'nothing', 50_000, 'a page');
  expect(kinds()).toEqual(['never written']);
  history.writes('nothing', 60_000)(60_001);
  model.readerSees(history, 'nothing', 60_500, 'a page');
  model.readerSees(history, 2, 62_000, 'a page');
  expect(kinds()).toEqual(['never written', 'stale']);
});

test('the author is never shown anything older than the own write, be it a millisecond later', () => {
  const { model, history, kinds } = written();
  model.authorSees(history, 2, 1, 1_000, 'a page');
  expect(kinds()).toEqual([]);
  model.authorSees(history, 1, 1, 1_000, 'a page');
  expect(kinds()).toEqual(['own write']);
});

test('what was acknowledged and is not in the database is lost', () => {
  const { model, history, kinds } = written();
  model.studioSees(history, 2, 2_000);
  expect(kinds()).toEqual([]);
  model.studioSees(history, 1, 2_000);
  expect(kinds()).toEqual(['lost']);
});
