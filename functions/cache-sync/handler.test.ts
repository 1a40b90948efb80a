import type { Context, SQSRecord } from 'aws-lambda';
import { beforeEach, expect, test } from 'vitest';
import { standInLambda } from '../../infra/checks/stand-in-lambda.ts';
import { takeMeasures } from '../_env/measure.ts';
import { handler } from './handler.ts';

let answerOf: (asked: { tags: string[] }) => unknown;
let slowMs: number;
const slowly = () => new Promise((resolve) => setTimeout(resolve, slowMs));
const invocations = standInLambda({
  'cache-invalidate': (asked: { tags: string[] }) => slowly().then(() => answerOf(asked)),
  'operations-check-identity': () => slowly().then(() => ({ value: {} })),
  'operations-record-failure': () => Promise.resolve({ value: {} }),
});
const asked = (name: string) => invocations.filter((each) => each.name === name).map(({ payload }) => payload);

let measured: [name: string, value: number, label: string][];

let count = 0;
function record(body: unknown, received = 1): SQSRecord {
  const messageId = `message-${++count}`;
  return {
    messageId,
    receiptHandle: `receipt-${messageId}`,
    body: typeof body === 'string' ? body : JSON.stringify(body),
    attributes: {
      ApproximateReceiveCount: String(received),
      SentTimestamp: '0',
      SenderId: '',
      ApproximateFirstReceiveTimestamp: '0',
    },
    messageAttributes: {},
    md5OfBody: '',
    eventSource: 'aws:sqs',
    eventSourceARN: 'arn:aws:sqs:us-east-1:000000000000:queue',
    awsRegion: 'us-east-1',
  };
}

const event = (tag: string) => ({
  tags: [tag],
  xid: '9007199254740993',
  generation: 'database one',
  occurredAt: '',
  traceparent: '',
});

beforeEach(() => {
  invocations.length = 0;
  measured = [];
  takeMeasures((...taken) => measured.push(taken));
  slowMs = 0;
  answerOf = () => ({ value: { outcome: 'invalidated', dropped: 1 } });
});

test('each record asks for the invalidation of its tags, with the xid to the last digit', async () => {
  expect(await handler({ Records: [record(event('post:1')), record(event('post:2'))] })).toEqual({
    batchItemFailures: [],
  });
  // Side by side, and so in any order.
  expect(new Set(asked('cache-invalidate'))).toEqual(
    new Set([
      { tags: ['post:1'], xid: '9007199254740993', generation: 'database one' },
      { tags: ['post:2'], xid: '9007199254740993', generation: 'database one' },
    ]),
  );
});

test.each([
  ['what is not JSON', 'nothing'],
  ['an unknown field', { ...event('post:1'), value: 'new' }],
  ['no tags', { ...event('post:1'), tags: [] }],
  ['no xid', { ...event('post:1'), xid: '0' }],
  ['an xid beyond 64 bits', { ...event('post:1'), xid: '18446744073709551616' }],
])('a record with %s goes back alone, its reason is kept, and its neighbours are done', async (_, body) => {
  const bad = record(body, 3);
  const { batchItemFailures } = await handler({ Records: [record(event('post:1')), bad, record(event('post:2'))] });
  expect(batchItemFailures).toEqual([{ itemIdentifier: bad.messageId }]);
  expect(asked('cache-invalidate')).toHaveLength(2);
  expect(asked('operations-record-failure')).toMatchObject([
    { messageId: bad.messageId, reason: 'malformed', attempts: 3 },
  ]);
});

test('what was sent again is known by the id that it had at first', async () => {
  const again = {
    ...record('nothing'),
    messageAttributes: {
      origin: { stringValue: 'message-at-first', dataType: 'String', stringListValues: [], binaryListValues: [] },
    },
  };
  await handler({ Records: [again, record('nothing', 2)] });
  expect(asked('operations-record-failure')).toMatchObject([
    { messageId: again.messageId, origin: 'message-at-first' },
    { messageId: `message-${count}`, origin: `message-${count}`, attempts: 2 },
  ]);
});

test('a cache that is away is kept as the reason, which lets the message come back by itself later', async () => {
  answerOf = () => ({ refusal: { kind: 'unavailable', detail: 'The cache cannot be reached.' } });
  const only = record(event('post:1'));
  expect(await handler({ Records: [only] })).toEqual({ batchItemFailures: [{ itemIdentifier: only.messageId }] });
  expect(asked('operations-record-failure')).toMatchObject([
    { reason: 'unavailable', detail: 'The cache cannot be reached.' },
  ]);
});

test('a fault where the cache is asked is kept as one, which waits for the author', async () => {
  answerOf = () => {
    throw new RangeError('too far');
  };
  const only = record(event('post:1'));
  expect(await handler({ Records: [only] })).toEqual({ batchItemFailures: [{ itemIdentifier: only.messageId }] });
  expect(asked('operations-record-failure')).toMatchObject([
    { reason: 'fault', detail: 'cache-invalidate failed: RangeError: too far' },
  ]);
});

test('a message that ends whoever handles it leaves no reason, so that it is not redriven for ever', async () => {
  answerOf = () => {
    throw Object.assign(new Error('Runtime exited with error: signal: killed'), { name: 'Runtime.ExitError' });
  };
  const only = record(event('post:1'));
  expect(await handler({ Records: [only] })).toEqual({ batchItemFailures: [{ itemIdentifier: only.messageId }] });
  expect(asked('operations-record-failure')).toEqual([]);
});

test('an event of another database makes the cache look which one runs, and is acknowledged if it is not this one', async () => {
  answerOf = () => ({ value: { outcome: 'foreign', dropped: 0 } });
  expect(await handler({ Records: [record(event('post:1'))] })).toEqual({ batchItemFailures: [] });
  expect(invocations.map(({ name }) => name)).toEqual([
    'cache-invalidate',
    'operations-check-identity',
    'cache-invalidate',
  ]);
});

test('all that is asked for a record ends in time to say why it failed, however slow each answer is', async () => {
  answerOf = () => ({ value: { outcome: 'foreign', dropped: 0 } });
  slowMs = 300;
  const only = record(event('post:1'));
  const endsAt = Date.now() + 1_500;
  const context = { getRemainingTimeInMillis: () => endsAt - Date.now() } as Context;
  expect(await handler({ Records: [only] }, context)).toEqual({
    batchItemFailures: [{ itemIdentifier: only.messageId }],
  });
  expect(invocations.map(({ name }) => name)).toEqual([
    'cache-invalidate',
    'operations-check-identity',
    'operations-record-failure',
  ]);
  expect(Date.now()).toBeLessThan(endsAt);
});

test('an event of the database that runs now is not lost on a cache that knew the one before', async () => {
  answerOf = () => ({
    value: { outcome: asked('operations-check-identity').length === 0 ? 'foreign' : 'invalidated', dropped: 1 },
  });
  expect(await handler({ Records: [record(event('post:1'))] })).toEqual({ batchItemFailures: [] });
  expect(asked('cache-invalidate')).toHaveLength(2);
});

const latencies = () =>
  measured.filter(([name]) => name === 'colophon_event_latency_seconds').map(([, value]) => value);
const counted = () => measured.filter(([name]) => name === 'colophon_events_total').map(([, , outcome]) => outcome);

test('each event that was invalidated is timed from when it occurred, and counted', async () => {
  slowMs = 30;
  const occurredAt = new Date(Date.now() - 2_000).toISOString();
  await handler({ Records: ['post:1', 'post:2'].map((tag) => record({ ...event(tag), occurredAt })) });
  expect(latencies()).toHaveLength(2);
  for (const seconds of latencies()) {
    expect(seconds).toBeGreaterThanOrEqual(2.03);
    expect(seconds).toBeLessThan(5);
  }
  expect(counted()).toEqual(['invalidated', 'invalidated']);
});

test('a clock that is behind the database’s makes no time that is less than none', async () => {
  await handler({ Records: [record({ ...event('post:1'), occurredAt: new Date(Date.now() + 60_000).toISOString() })] });
  expect(latencies()).toEqual([0]);
});

test('what was not invalidated is not timed: an event of another database, and a record that failed', async () => {
  answerOf = () => ({ value: { outcome: 'foreign', dropped: 0 } });
  await handler({ Records: [record({ ...event('post:1'), occurredAt: new Date().toISOString() })] });
  expect([latencies(), counted()]).toEqual([[], ['foreign']]);
  answerOf = () => ({ refusal: { kind: 'unavailable', detail: 'away' } });
  await handler({ Records: [record({ ...event('post:1'), occurredAt: new Date().toISOString() })] });
  expect([latencies(), counted()]).toEqual([[], ['foreign']]);
});
