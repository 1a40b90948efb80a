import { expect, test } from 'vitest';
import type { Place } from '#lib/server/api/shelves.ts';
import { movesTo, placeOf, placesIn } from './places.ts';

const place = (id: string, position: number, children?: Place[]) =>
  ({ id, name: id, position, type: children ? 'SECTION' : 'PAGE', children: children ?? [] }) as unknown as Place;
const tree = { navigation: [place('a', 10), place('s', 20, [place('b', 5), place('c', 6)])] };

test('a page may stand first or behind each other page, in each section', () => {
  expect(placesIn(tree, 'b').map(({ sections, options }) => [sections, options.map(({ value }) => value)])).toEqual([
    [[], [':', ':a', ':s']],
    [['s'], ['s:', 's:c']],
  ]);
  expect(placeOf(tree, 'c')).toBe('s:b');
});

test('where there is a gap one page moves, and where there is none all of its siblings', () => {
  expect(movesTo(tree, ':a', 'b')).toEqual([{ id: 'b', position: 15 }]);
  expect(movesTo(tree, 's:b', 'a')).toEqual([
    { id: 'b', position: 10 },
    { id: 'a', position: 20 },
    { id: 'c', position: 30 },
  ]);
});
