import { expect, test } from 'vitest';
import { smallReadMs, wholeMs } from '../../functions/_postgres/pool.ts';
import { readFunctions } from '../lambda-host/functions.ts';
import { isTree, readServerlessFile } from '../services/serverless-file.ts';

// Where they do not nest, a database that hangs is a 504 of the host's, and not our 503 with Retry-After.
const declared = readServerlessFile()['functions'] as Record<string, { environment?: unknown }>;
const told = (name: string, variable: string) => {
  const environment = declared[name]?.environment;
  return isTree(environment) && variable in environment;
};
const functions = readFunctions().map((one) => ({ ...one, timeoutMs: one.timeoutSeconds * 1_000 }));
const authorizers = new Set(functions.flatMap(({ routes }) => routes.map(({ authorizer }) => authorizer)));

const builders = functions.filter(({ name }) => told(name, 'DATABASE_READER_URL'));
test.each(builders)('$name has more time than it may spend on the database', ({ timeoutMs }) => {
  expect(timeoutMs).toBeGreaterThanOrEqual(wholeMs.reader + 200);
});

// After the commit there is the nudge, half a second at most.
const doors = functions.filter(({ name, routes }) => routes.length > 0 && told(name, 'DATABASE_WRITER_URL'));
test.each(doors)('$name has more time than it may spend on the database', ({ timeoutMs }) => {
  expect(timeoutMs).toBeGreaterThanOrEqual(wholeMs.writer + 500 + 500);
});

// A door of identity asks up to three times, one after the other.
const identity = functions.filter(({ name, routes }) => routes.length > 0 && told(name, 'DATABASE_IDENTITY_URL'));
test.each(identity)('$name has more time than it may spend on the database', ({ timeoutMs }) => {
  expect(timeoutMs).toBeGreaterThanOrEqual(wholeMs.identity + 200);
});

test.each(functions.filter(({ name }) => authorizers.has(name)))('$name is known in time to be slow', (one) => {
  expect(one.timeoutMs).toBeGreaterThanOrEqual(2 * smallReadMs);
});

test('all of them were looked at', () => {
  expect(builders.length).toBeGreaterThan(3);
  expect(doors.length).toBeGreaterThan(8);
  expect(identity.length).toBeGreaterThan(15);
  expect(authorizers.size).toBeGreaterThan(1);
});
