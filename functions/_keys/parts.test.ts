import { expect, test } from 'vitest';
import { readParts, writePart } from './parts.ts';
import { parseSnapshot } from './snapshot.ts';

const part = {
  name: '1a2b/search/20//caf%C3%A9 au|lait',
  etag: 'x-_9',
  snapshot: '7:11:8,10',
  tags: ['tagged:größe', 'post:1', 'all'],
};

test('parts of any name and tag come back as they were, through a header', () => {
  const text = [writePart(part), writePart({ ...part, name: 'other' })].join(' ');
  expect(() => new Headers({ parts: text })).not.toThrow();
  const read = { ...part, snapshot: parseSnapshot(part.snapshot) };
  expect(readParts(text)).toEqual([read, { ...read, name: 'other' }]);
});

test.each(['', 'wanted', '7:7:|etag|name|', '7:7:|etag|name|all|more', 'seven|etag|name|all'])(
  'what nobody wrote as parts is none: %j',
  (text) => {
    expect(readParts(text)).toBeUndefined();
  },
);
