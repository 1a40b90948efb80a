import { expect, test } from 'vitest';
import { pageOf } from './page-of.ts';

test.each([
  ['/api/v1/projects/colophon/posts/the-flow/start', '/projects/colophon/the-flow/start'],
  ['/api/v1/projects/colophon/posts/posts/posts', '/projects/colophon/posts/posts'],
  ['/api/v1/projects/colophon', '/projects/colophon'],
  ['/api/v1/projects/colophon#the-flow', '/projects/colophon#the-flow'],
  ['http://127.0.0.1:8080/api/v1/projects/a/posts/b', '/projects/a/b'],
])('%s moves its readers to %s', (location, page) => {
  expect(pageOf(location)).toBe(page);
});

test('a moved path never leads off the site', () => {
  expect(pageOf('https://elsewhere.example/api/v1/projects/a')).toBe('/projects/a');
});
