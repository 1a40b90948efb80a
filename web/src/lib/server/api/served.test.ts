import { expect, test } from 'vitest';
import { readServed } from './served.ts';

test.each([
  ['colophon; hit', 'hit'],
  ['colophon-edge; hit', 'hit'],
  ['colophon; hit, colophon-edge; fwd=miss', 'hit'],
  ['colophon; fwd=miss; stored', 'miss'],
  ['colophon; fwd=stale', 'miss'],
  ['colophon; fwd=bypass', 'bypass'],
])('%s is read as a %s', (status, cache) => {
  expect(readServed(new Headers({ 'cache-status': status })).cache).toBe(cache);
});

test('an answer that tells nothing is told of nothing', () => {
  expect(readServed(new Headers())).toEqual({ version: undefined, cache: undefined, timing: undefined });
});

test('how long what lies behind the gateway took is the page’s to tell, and not what the gateway says of a part of it', () => {
  const timing = (value: string) => readServed(new Headers({ 'server-timing': value })).timing;
  expect(timing('edge;desc=miss, cache;desc=hit;dur=0.4, gateway;dur=1.0')).toBe('cache;desc=hit;dur=0.4');
  expect(timing('edge;desc=hit')).toBeUndefined();
});
