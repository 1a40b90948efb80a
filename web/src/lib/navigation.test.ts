import { expect, test } from 'vitest';
import { findNode, pagesOf, windowAround } from './navigation.ts';
import type { Node } from './server/api/projects.ts';

const page = (path: string, children: Node[] = []): Node => ({
  id: path,
  name: path,
  slug: path.split('/').at(-1) ?? '',
  path,
  type: 'PAGE',
  children,
});
const section = (path: string, children: Node[]): Node => ({ ...page(path, children), type: 'SECTION' });

const tree = [
  page('start'),
  section('parts', [page('parts/cache'), section('parts/queue', [page('parts/queue/redrive')])]),
];
const hundred = Array.from({ length: 100 }, (_, number) => page(`post-${number}`));

test('pages come in reading order, without sections', () => {
  expect(pagesOf(tree).map(({ path }) => path)).toEqual(['start', 'parts/cache', 'parts/queue/redrive']);
});

test('a node is found by its whole path', () => {
  expect(findNode(tree, 'parts/queue')?.type).toBe('SECTION');
  expect(findNode(tree, 'parts/que')).toBeUndefined();
});

test('a short list is shown whole', () => {
  expect(windowAround(tree, 'parts/cache')).toEqual({ nodes: tree, earlier: 0, later: 0 });
});

test.each([
  ['post-0', 0, 83],
  ['post-50', 42, 41],
  ['post-99', 83, 0],
  ['elsewhere', 0, 83],
])('a long list is shown around %s', (path, earlier, later) => {
  const shown = windowAround(hundred, path);
  expect({ count: shown.nodes.length, earlier: shown.earlier, later: shown.later }).toEqual({
    count: 17,
    earlier,
    later,
  });
});
