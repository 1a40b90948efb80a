import { expect, test } from 'vitest';
import { buildTree, type Leaf, type SectionName } from './tree.ts';

const leaf = (source: string, more: Partial<Leaf> = {}): Leaf => ({ source, slug: '', ...more });
const tree = (leaves: (string | Leaf)[], named: [string, SectionName][] = [], before: string[] = []) =>
  buildTree(
    leaves.map((one) => (typeof one === 'string' ? leaf(one) : one)),
    new Map(named),
    new Set(before),
  );
const paths = (...given: Parameters<typeof tree>) =>
  Object.fromEntries([...tree(...given)].map(([source, place]) => [source, place.path]));

test('folders are sections, dates and numbers are taken off', () => {
  const places = tree(['02-using it/01-first-steps.md', '2024-05-01-news.md']);
  expect(places.get('02-using it/01-first-steps.md')).toEqual({
    sections: [{ slug: 'using-it', name: 'Using It', position: 2 }],
    slug: 'first-steps',
    position: 1,
    path: 'using-it/first-steps',
  });
  expect(places.get('2024-05-01-news.md')).toMatchObject({
    sections: [],
    path: 'news',
    publishedAt: '2024-05-01T00:00:00Z',
  });
});

test('a section has the name, slug and position that its own file gives it', () => {
  const places = tree(['a/b.md'], [['a', { name: 'All of it', slug: 'all', position: 4 }]]);
  expect(places.get('a/b.md')?.sections).toEqual([{ slug: 'all', name: 'All of it', position: 4 }]);
});

test('numbers come first, then names, then dates in their order', () => {
  const places = tree([
    '2024-05-02-late.md',
    leaf('early.md', { publishedAt: '2024-05-01T10:00:00Z' }),
    'plain.md',
    '07-seventh.md',
    leaf('first.md', { position: 1 }),
    'index.md',
  ]);
  const order = [...places].sort(([, a], [, b]) => a.position - b.position).map(([source]) => source);
  expect(order).toEqual(['index.md', 'first.md', '07-seventh.md', 'plain.md', 'early.md', '2024-05-02-late.md']);
});

test('an index.md alone in its folder is the page of that folder', () => {
  expect(paths(['guide/2024-05-01-setup/index.md', 'guide/more.md', 'guide/index.md'])).toEqual({
    'guide/2024-05-01-setup/index.md': 'guide/setup',
    'guide/index.md': 'guide/index',
    'guide/more.md': 'guide/more',
  });
});

test('who comes first keeps the slug, whatever the order in which they are given', () => {
  const expected = {
    'a/b.md': 'a/b',
    '2023-01-01-a.md': 'a-2',
    '2024-01-01-a.md': 'a-3',
    'A.md': 'a-4',
    '2023-01-02-c.md': 'c',
  };
  expect(paths(Object.keys(expected))).toEqual(expected);
  expect(paths(Object.keys(expected).reverse())).toEqual(expected);
});

test('what was imported before keeps its slug when a new file wants it', () => {
  expect(paths(['2023-01-01-a.md', '2024-01-01-a.md'], [], ['2024-01-01-a.md'])).toEqual({
    '2024-01-01-a.md': 'a',
    '2023-01-01-a.md': 'a-2',
  });
});

test('a slug that was made to fit says what it would have been', () => {
  const places = tree([leaf('a.md', { slug: 'My Page' }), '2022-12-14-kit-1.0.md', 'ok.md']);
  expect([...places.values()].map(({ wished, slug }) => [wished, slug])).toEqual([
    ['kit-1.0', 'kit-1-0'],
    ['My Page', 'my-page'],
    [undefined, 'ok'],
  ]);
});

test('folders deeper than the tree may be are flattened into the last that it can hold', () => {
  expect(paths(['1a/2b/3c/4d/5e/6f/7g/8h/9i/p.md', '1a/2b/3c/4d/5e/6f/7g/8h/q.md'])).toEqual({
    '1a/2b/3c/4d/5e/6f/7g/8h/9i/p.md': '1a/2b/3c/4d/5e/6f/7g/p',
    '1a/2b/3c/4d/5e/6f/7g/8h/q.md': '1a/2b/3c/4d/5e/6f/7g/q',
  });
});
