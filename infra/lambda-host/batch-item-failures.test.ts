import { expect, test } from 'vitest';
import { failedMessages } from './batch-item-failures.ts';

const batch = new Set(['a', 'b', 'c']);

test.each([undefined, null, {}, { batchItemFailures: null }, { batchItemFailures: [] }])(
  '%j: all went well',
  (response) => {
    expect(failedMessages(response, batch)).toEqual(new Set());
  },
);

test('the named messages failed', () => {
  const response = { batchItemFailures: [{ itemIdentifier: 'c' }, { itemIdentifier: 'a' }, { itemIdentifier: 'c' }] };
  expect(failedMessages(response, batch)).toEqual(new Set(['a', 'c']));
});

test.each([
  'words',
  7,
  ['a'],
  { batchItemFailures: 'a' },
  { batchItemFailures: { itemIdentifier: 'a' } },
  { batchItemFailures: ['a'] },
  { batchItemFailures: [null] },
  { batchItemFailures: [{ itemIdentifier: null }] },
  { batchItemFailures: [{ itemIdentifier: '' }] },
  { batchItemFailures: [{ itemIdentifier: 'a' }, { itemIdentifier: 'of another batch' }] },
  { batchItemFailures: [{ messageId: 'a' }] },
])('%j: nothing went well', (response) => {
  expect(failedMessages(response, batch)).toBe('all');
});
