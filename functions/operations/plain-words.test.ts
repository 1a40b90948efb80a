import { describe, expect, test } from 'vitest';
import type { Named } from '../_postgres/events/names-of.ts';
import { idsIn, readLetter } from './_letter.ts';
import { type Circumstances, sentenceOf } from './_plain-words.ts';
import { stalePlaces } from './_stale-places.ts';

const id = (number: number) => `019a0000-0000-7000-8000-${String(number).padStart(12, '0')}`;
const named = (name: string, given: Partial<Named> = {}): Named => ({
  ...{ kind: 'post', name, path: `/projects/p/${name}`, isDeleted: false, state: 'published' },
  ...given,
});
const names = new Map([
  [id(1), named('One')],
  [id(2), named('Two', { state: 'draft', path: '' })],
  [id(3), named('Three', { isDeleted: true, path: '' })],
  [id(4), named('', {})],
  [id(5), named('Colophon', { kind: 'project', path: '/projects/colophon' })],
  [id(6), named('lamp.png', { kind: 'image', state: 'processing', path: '' })],
  [id(7), named('cv.pdf', { kind: 'document', state: 'failed', path: '' })],
  [id(8), named('done.png', { kind: 'image', state: 'ready', path: '' })],
  [id(9), named('gone.png', { kind: 'image', isDeleted: true, path: '' })],
]);

const circumstances: Circumstances = {
  queue: 'invalidation',
  since: '2026-03-01T14:02:10.000Z',
  failure: {
    reason: 'unavailable',
    detail: 'The cache cannot be reached.',
    attempts: 5,
    failedAt: '2026-03-01T14:03:00.000Z',
  },
  redriven: 0,
  now: new Date('2026-03-01T15:00:00Z'),
};

function said(body: string | object, given: Partial<Circumstances> = {}): string {
  const letter = readLetter(given.queue ?? 'invalidation', typeof body === 'string' ? body : JSON.stringify(body));
  const places = stalePlaces(letter.kind === 'event' ? letter.tags : [], idsIn(letter), names);
  return sentenceOf(letter, places, names, { ...circumstances, ...given });
}
const ofTags = (tags: string[], given: Partial<Circumstances> = {}) => said({ tags, xid: '700' }, given);
const ofMedia = (mediaId: string, given: Partial<Circumstances> = {}) =>
  said({ mediaId }, { queue: 'media', ...given });
const post = (number: number) => `post:${id(number)}`;
const subject = (tags: string[]) => ofTags(tags).replace(/ may be stale since .*/, '');

test('a page is named, since when it may be stale, and because of what', () => {
  expect(ofTags(['about'])).toBe(
    'The page “About” may be stale since 14:02 UTC, because the cache did not answer (5 tries, last 14:03 UTC).',
  );
});

test.each([
  [[post(1)], 'The page “One”'],
  [[post(1), `${post(1)}:card`, 'posts', 'tagged:caching', 'search'], 'The page “One”, and what else shows it,'],
  [[`${post(1)}:card`], 'What is shown of the page “One”'],
  [[post(2)], 'The page “Two” (not published)'],
  [[post(3)], 'The page “Three” (deleted)'],
  [[post(4)], 'A page without a title'],
  [[post(99)], 'A page that is not there any more'],
  [[post(4), post(5_000), post(5_001)], 'A page without a title and 2 pages that are not there any more'],
  [[post(1), post(2)], 'The page “One” and the page “Two” (not published)'],
  [
    [post(1), post(3), 'about', 'contact', 'documents', 'posts'],
    'The page “One”, the page “Three” (deleted), the page “About” and 2 more, and what else shows them,',
  ],
  [[`project:${id(5)}`, `project:${id(5)}:card`], 'The project “Colophon”'],
  [['work-history', 'education'], 'The page “Résumé”'],
  [['site'], 'What each page shows of the site'],
  [
    ['posts', 'posts:cards', 'tags', 'tagged:caching'],
    'The list of posts, the list of tags and the posts tagged “caching”',
  ],
  [[`media:${id(6)}`], 'The picture “lamp.png”'],
  [[`media:${id(6)}`, 'media', 'file:a.png', 'file:b.webp'], 'The picture “lamp.png”, and what else shows it,'],
  [['all', 'about', post(1)], 'Every page'],
  [['__proto__', 'weather:today'], 'Something that is called “__proto__” and something that is called “weather:today”'],
])('%j: %s', (tags, words) => {
  expect(subject(tags)).toBe(words);
});

test('a thousand tags make one sentence, and not every name is looked up', () => {
  const tags = Array.from({ length: 1_000 }, (_, index) => post(1_000 + index));
  expect(subject(tags)).toBe('20 pages that are not there any more and 980 more');
  expect(idsIn({ kind: 'event', tags, occurredAt: '' })).toHaveLength(20);
});

describe('the cause', () => {
  const failure = (reason: 'unavailable' | 'fault', detail: string, attempts = 5) => ({
    failure: { ...circumstances.failure!, reason, detail, attempts },
  });
  test.each([
    [failure('unavailable', 'cache-invalidate cannot be reached.'), 'because the cache did not answer (5 tries,'],
    [failure('unavailable', 'The database cannot be reached.'), 'because the database did not answer'],
    [failure('unavailable', 'It is late.'), 'because a part that it takes did not answer'],
    [failure('fault', 'TypeError', 1), 'because something broke on our side (1 try, last 14:03 UTC).'],
    [{ failure: undefined }, '14:02 UTC. Why is not known: what handles it ran out of time, or its process ended.'],
    [{ redriven: 2 }, 'last 14:03 UTC). It was sent again twice before.'],
    [{ since: '2026-02-27T23:59:00Z' }, 'since 27 February 2026, 23:59 UTC,'],
    [{ since: '' }, 'The page “About” may be stale, because'],
  ])('%j: %s', (given, words) => {
    expect(ofTags(['about'], given)).toContain(words);
  });
});

test.each([
  [id(6), 'The picture “lamp.png” could not be processed, because something broke on our side'],
  [id(7), 'The document “cv.pdf” could not be processed, because'],
  [id(8), 'The picture “done.png” is processed by now; nothing waits for this message.'],
  [id(9), 'The picture “gone.png” (deleted) could not be processed. Nothing waits for it.'],
  [id(98), 'A picture that is not there any more could not be processed. Nothing waits for it.'],
])('a job for %s: %s', (mediaId, words) => {
  expect(ofMedia(mediaId, { failure: { ...circumstances.failure!, reason: 'fault' } })).toContain(words);
});

test.each([
  [
    'no JSON',
    'invalidation',
    'A message that nobody can read has been among those for the caches since 14:02 UTC (5 tries,',
  ],
  ['{"tags":[],"xid":"7"}', 'invalidation', 'It names no page, so trying again will not help'],
  ['{"tags":["about"],"xid":"0"}', 'invalidation', 'A message that nobody can read'],
  ['{"mediaId":"../../x"}', 'media', 'A message that nobody can read has been among those for pictures and documents'],
  ['{"mediaId":"../../x"}', 'media', 'It names no file'],
] as const)('%s on %s: %s', (body, queue, words) => {
  expect(said(body, { queue })).toContain(words);
});
