import { expect, test } from 'vitest';
import { ownPath } from './own-path.ts';

test.each(['/studio', '/studio/posts/new?project=1', '/studio?status=draft'])('%s is the studio’s own', (path) => {
  expect(ownPath(path)).toBe(path);
});

test.each([
  'https://elsewhere.example/studio',
  '//elsewhere.example/studio',
  '/studio/../projects',
  '/studio/..//elsewhere.example',
  '/studio\\..\\elsewhere',
  '/studios',
  '/studio/sign-out',
  '',
  null,
])('%s leads to the first page of the studio', (path) => {
  expect(ownPath(path)).toBe('/studio');
});
