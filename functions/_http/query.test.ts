import { expect, test } from 'vitest';
import { httpEvent } from '../../infra/checks/http-event.ts';
import { ListPostsForStudioRequestSchema } from '../../proto/gen/colophon/posts/v1/lists_pb.js';
import { parseQuery } from './request.ts';
import type { Refusal } from './refusal.ts';

const parse = (query?: Record<string, string>) =>
  parseQuery(httpEvent(query ? { query } : {}), ListPostsForStudioRequestSchema);

test('a query is a message, and its numbers are numbers', () => {
  expect(parse({ limit: '7', cursor: 'x' }).message).toMatchObject({ limit: 7, cursor: 'x' });
  expect(parse().message.limit).toBeUndefined();
});

test('equal queries have one canonical form, in whichever order they came', () => {
  const [one, other] = [parse({ cursor: 'x', limit: '7' }), parse({ limit: '7', cursor: 'x' })];
  expect(JSON.stringify(one.parameters)).toBe('{"limit":"7","cursor":"x"}');
  expect(JSON.stringify(other.parameters)).toBe(JSON.stringify(one.parameters));
});

test.each([
  [{ limit: '0' }, 'limit', 'must be from 1 to 100'],
  [{ limit: '101' }, 'limit', 'must be from 1 to 100'],
  [{ limit: '99999999999' }, 'limit', 'must be a whole number'],
  [{ limit: '1.5' }, 'limit', 'must be a whole number'],
  [{ limit: '07' }, 'limit', 'must be a whole number'],
  [{ limit: ' 7' }, 'limit', 'must be a whole number'],
  [{ limit: '' }, 'limit', 'must be a whole number'],
  [{ cursor: '' }, 'cursor', 'must have 1 to 500 characters'],
  [{ cursor: '\0' }, 'cursor', 'holds the character U+0000'],
  [{ utm_source: 'x' }, 'utm_source', 'is not known here'],
  [{ constructor: 'x' }, 'constructor', 'is not known here'],
])('%j is 400', (query, field, issue) => {
  expect.assertions(2);
  try {
    parse(query);
  } catch (error) {
    expect((error as Refusal).kind).toBe('malformed');
    expect((error as Refusal).violations).toEqual([{ field, issue }]);
  }
});
