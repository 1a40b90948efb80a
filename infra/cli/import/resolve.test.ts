import { expect, test } from 'vitest';
import { resolve } from './resolve.ts';
import { buildTree } from './tree.ts';

const sources = ['guide/01-start.md', 'guide/02-more.md', '2024-05-01-news.md', 'guide/bundle/index.md'];
const places = buildTree(
  sources.map((source) => ({ source, slug: '' })),
  new Map(),
  new Set(),
);
const files: Record<string, string> = {
  'images/a b.png': '/files/a.png',
  'guide/cv.pdf': '/files/b.pdf',
  'guide/bundle/c.svg': '/files/c.svg',
};
const around = {
  projectSlug: 'p',
  places,
  asDrafts: false,
  takeFile: (target: string) => {
    if (target === 'archive.zip') return Promise.resolve({ issue: 'is not an image or a PDF' });
    const path = files[target];
    return Promise.resolve(path === undefined ? undefined : { path });
  },
};
const at = (source: string, url: string, shown = false) => resolve({ url, shown, start: 0, end: 0 }, source, around);

test.each([
  ['guide/01-start.md', './02-more.md', '/projects/p/guide/more'],
  ['guide/01-start.md', '02-more.md#a(b)"c"', '/projects/p/guide/more#a%28b%29%22c%22'],
  ['guide/01-start.md', '../2024-05-01-news.md', '/projects/p/news'],
  ['guide/01-start.md', '/2024-05-01-news.md', '/projects/p/news'],
  ['guide/01-start.md', './02-more', '/projects/p/guide/more'],
  ['guide/01-start.md', 'more', '/projects/p/guide/more'],
  ['guide/01-start.md', 'bundle/', '/projects/p/guide/bundle'],
  ['2024-05-01-news.md', 'guide/bundle/index.md', '/projects/p/guide/bundle'],
  ['guide/01-start.md', 'cv.pdf#page=3', '/files/b.pdf#page=3'],
])('in %s the link %s leads to %s', async (source, url, expected) => {
  expect(await at(source, url)).toEqual({ url: expected });
});

test.each([
  ['guide/01-start.md', '../images/a%20b.png'],
  ['guide/01-start.md', '/images/a b.png?v=2'],
  ['2024-05-01-news.md', 'images/a b.png'],
])('in %s the picture %s is taken along', async (source, url) => {
  expect(await at(source, url, true)).toEqual({ url: '/files/a.png' });
});

test.each(['https://a.example/b.png', '//a.example/b.png', 'mailto:a@b.example', '#top', '?a=b', '', 'javascript:x'])(
  '%j stays as it is',
  async (url) => {
    expect(await at('guide/01-start.md', url)).toBeUndefined();
  },
);

test.each([
  ['images/none.png', true, { issue: 'images/none.png is missing' }],
  ['none.pdf', false, { issue: 'none.pdf is missing' }],
  ['../../etc/passwd', false, { issue: '../../etc/passwd lies outside the folder' }],
  ['/../secret.png', true, { issue: '/../secret.png lies outside the folder' }],
  ['/archive.zip', false, { issue: '/archive.zip is not an image or a PDF' }],
  ['none.md', false, { issue: 'the link to none.md leads to nothing that was imported' }],
  ['data:image/png;base64,AAAA', true, { issue: 'a picture that is written into the text (data:) is not shown' }],
  ['/docs/kit?x', false, { oldSite: '/docs/kit?x' }],
  ['%E0%A4%A.png', true, { issue: '%E0%A4%A.png is missing' }],
])('%s has no new address', async (url, shown, expected) => {
  expect(await at('guide/01-start.md', url, shown)).toEqual(expected);
});
