import { expect, test } from 'vitest';
import { ownPath } from './own-path.ts';

test.each([
  '/studio',
  '/studio/posts/new?project=1',
  '/studio?status=draft',
  '/',
  '/projects/colophon/the-flow',
  '/search?q=a%2F%2Fb&from=//elsewhere.example',
  '/tags/%C3%A9tude',
  '/studios',
])('%s is this site’s own', (path) => {
  expect(ownPath(path)).toBe(path);
});

test('what is spelt another way is read as browsers read it', () => {
  expect(ownPath('/studio/../projects')).toBe('/projects');
  expect(ownPath('/tags/étude')).toBe('/tags/%C3%A9tude');
  expect(ownPath('/about#top')).toBe('/about');
});

test.each([
  'https://elsewhere.example/studio',
  '//elsewhere.example/studio',
  '///elsewhere.example',
  '/\\elsewhere.example',
  '\\\\elsewhere.example',
  '/studio/..//elsewhere.example',
  '/.//elsewhere.example',
  '/%2e//elsewhere.example',
  '/\t/elsewhere.example',
  '/\n/elsewhere.example',
  '\t//elsewhere.example',
  ' //elsewhere.example',
  '/projects\r\nset-cookie: a=b',
  '/%2Felsewhere.example',
  '/%2f%2felsewhere.example',
  '/%5Celsewhere.example',
  '/%09/elsewhere.example',
  '/a/%2e%2e%2f/elsewhere.example',
  '/%zz',
  'javascript:alert(1)',
  'elsewhere.example',
  '@elsewhere.example',
  '/studio/sign-out',
  '/studio/sign-in?next=/studio',
  '',
  null,
])('%j leads to the first page of the studio', (path) => {
  expect(ownPath(path)).toBe('/studio');
});
