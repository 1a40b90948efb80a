import { expect, test } from 'vitest';
import { readDocument } from './read-document.ts';

const read = (frontMatter: string, body = 'Text') =>
  readDocument(new TextEncoder().encode(`---\n${frontMatter}\n---\n${body}`));

test('a file says what it is', () => {
  expect(read('title: A\nslug: b\ndescription: c\ntags: [d, E f]\ndate: 2024-05-01\nposition: 3')).toEqual({
    title: 'A',
    slug: 'b',
    summary: 'c',
    tags: ['d', 'e-f'],
    draft: false,
    publishedAt: '2024-05-01T00:00:00Z',
    position: 3,
    body: 'Text',
    issues: [],
    unknownKeys: [],
    fittedTags: [['E f', 'e-f']],
  });
});

test.each([
  ['draft: true', true],
  ['draft: "yes"', true],
  ['published: false', true],
  ['draft: false', false],
  ['published: true', false],
  ['published: 2024-05-01', false],
])('%s: a draft? %s', (line, draft) => {
  expect(read(line).draft).toBe(draft);
});

test('the more exact word for the date wins', () => {
  expect(read('date: 2024-05-01\npublished: true\npublishedAt: 2024-05-02').publishedAt).toBe('2024-05-02T00:00:00Z');
});

test('what may have said that it is a draft is taken for one', () => {
  const document = readDocument(new TextEncoder().encode('---\ntitle: A\n\nText'));
  expect(document.draft).toBe(true);
  expect(document.issues).toEqual(['the front matter does not end', 'it may be a draft, so it was brought in as one']);
});

test('what cannot be taken over is named', () => {
  const { issues, unknownKeys } = read('date: soon\ntags: {a: b}\nposition: -1\nlayout: post\nauthor: me');
  expect(issues).toEqual([
    'the date "soon" cannot be read as a date',
    'the position -1 is no number from 0 to 999999',
    'the tags {"a":"b"} are no list',
  ]);
  expect(unknownKeys).toEqual(['layout', 'author']);
});

test('tags may also be words between commas, and are twenty at most', () => {
  expect(read('tags: a, B,, a').tags).toEqual(['a', 'b']);
  const many = read(`tags: [${Array.from({ length: 21 }, (_, n) => `t${n}`).join(', ')}]`);
  expect(many.tags).toHaveLength(20);
  expect(many.issues).toEqual(['has more than 20 tags; the first 20 were taken']);
});
