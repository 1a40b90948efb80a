import { expect, test } from 'vitest';
import { plainPath } from './plain-path.ts';

test.each([
  ['/', '/'],
  ['/colophon/queue', '/colophon/queue'],
  ['/%63olophon/queue', '/colophon/queue'],
  ['/colophon%2Fqueue', '/colophon/queue'],
  ['//colophon//queue', '/colophon/queue'],
  ['/x/../colophon/./queue', '/colophon/queue'],
  ['/x/%2e%2E/colophon/queue', '/colophon/queue'],
  ['/../../colophon/queue/', '/colophon/queue/'],
  ['\\colophon\\queue', '/colophon/queue'],
  ['/%zz', '/%zz'],
])('%s is read as %s', (path, plain) => {
  expect(plainPath(path)).toBe(plain);
});
