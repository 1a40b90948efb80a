import { expect, test } from 'vitest';
import { byPublication, byScore, byUpdate, decodeCursor, encodeCursor } from './cursor.ts';
import { Refusal } from './refusal.ts';

const id = '019a0000-0000-7000-8000-000000000001';
const last = { publishedAt: '2026-01-02T03:04:05.678Z', id };
const cursor = encodeCursor('posts', byPublication, last);

function refusalOf(work: () => unknown): Refusal | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
}

const made = (text: string) => Buffer.from(text).toString('base64url');
const refused = { kind: 'malformed', violations: [{ field: 'cursor' }] };

test('a cursor comes back as it went', () => {
  expect(decodeCursor('posts', byPublication, cursor)).toEqual(last);
  const best = { score: '750000', id };
  expect(decodeCursor('search', byScore, encodeCursor('search', byScore, best))).toEqual(best);
});

test('none is none', () => expect(decodeCursor('posts', byPublication, undefined)).toBeUndefined());

test.each([...cursor].map((_, index) => index))('with another character at %i it is refused', (index) => {
  const other = cursor[index] === 'A' ? 'B' : 'A';
  const tampered = cursor.slice(0, index) + other + cursor.slice(index + 1);
  expect(refusalOf(() => decodeCursor('posts', byPublication, tampered))).toMatchObject(refused);
});

test.each([
  ['nothing', ''],
  ['a word', 'x'],
  ['a place without its sum', made(`${last.publishedAt} ${id}`)],
  ['one cut off', cursor.slice(0, -4)],
  ['one with padding', `${cursor}=`],
  ['one with something behind', encodeCursor('posts', byPublication, { publishedAt: last.publishedAt, id: `${id} x` })],
  ['a day that does not exist', encodeCursor('posts', byPublication, { publishedAt: '2026-02-30T00:00:00.000Z', id })],
  ['a year that Postgres lacks', encodeCursor('posts', byPublication, { publishedAt: '0000-01-01T00:00:00.000Z', id })],
])('%s is refused', (_, text) => {
  expect(refusalOf(() => decodeCursor('posts', byPublication, text))).toMatchObject(refused);
});

test.each([
  ['of another tag', 'posts?tag=redis', byPublication],
  ['of the studio', 'studio/posts', byUpdate],
])('the list %s refuses it', (_, list, order) => {
  expect(refusalOf(() => decodeCursor(list, order, cursor))).toMatchObject(refused);
});
