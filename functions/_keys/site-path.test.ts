import { expect, test } from 'vitest';
import { siteLink, sitePath } from './site-path.ts';

test.each([
  ['/old/page', '/old/page'],
  ['/old/page/', '/old/page'],
  ['/', '/'],
  ['/café', '/caf%C3%A9'],
  ['/caf%C3%A9', '/caf%C3%A9'],
  ['/caf%c3%a9', '/caf%C3%A9'],
  ['/%61', '/a'],
  ['/a b', '/a%20b'],
  ['/a:b@c,d;e=f&g+h$i', '/a:b@c,d;e=f&g+h$i'],
  ['/100%', '/100%25'],
  ['/a?b#c', '/a?b#c'],
  ['old/page', 'old/page'],
])('the path %s is spelled %s', (path, spelled) => {
  expect(sitePath(path)).toBe(spelled);
  expect(sitePath(spelled), 'and stays so').toBe(spelled);
});

test.each([
  ['/café/?q=é#ü', '/caf%C3%A9?q=é#ü'],
  ['https://x.example/café/', 'https://x.example/café/'],
  ['mailto:me@x.example', 'mailto:me@x.example'],
])('of the link %s only a path of this site is spelled anew', (link, spelled) => {
  expect(siteLink(link)).toBe(spelled);
});
