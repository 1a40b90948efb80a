import { expect, test } from 'vitest';
import { plainAddress } from './plain-address.ts';

const of = (path: string) => plainAddress(new URL(`http://site${path}`));

test.each([
  ['/projects/', '/projects'],
  ['/projects//', '/projects'],
  ['/projects//?tag=a//b', '/projects?tag=a//b'],
  ['/projects/colophon//start///', '/projects/colophon/start'],
  ['//', '/'],
  ['//elsewhere.example/', '/elsewhere.example'],
  ['/studio//posts/new?project=1', '/studio/posts/new?project=1'],
])('%s is written %s', (path, plain) => {
  expect(of(path)).toBe(plain);
});

test.each(['/', '/?a=//', '/projects', '/projects/colophon/start', '/projects/%2F%2F'])('%s stays', (path) => {
  expect(of(path)).toBeUndefined();
});
