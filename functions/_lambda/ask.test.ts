import { beforeEach, expect, test } from 'vitest';
import { standInLambda } from '../../infra/checks/stand-in-lambda.ts';
import { Refusal } from '../_http/refusal.ts';
import { ask, EndedEarly } from './ask.ts';

let failure: { errorType?: string; errorMessage: string };
standInLambda({
  refuses: () => Promise.resolve({ refusal: { kind: 'not-found', detail: 'Nothing is here.' } }),
  fails: () => Promise.reject(Object.assign(new Error(failure.errorMessage), { name: failure.errorType })),
  hangs: () => new Promise((resolve) => setTimeout(resolve, 5_000).unref()),
});
beforeEach(() => {
  failure = { errorType: 'RangeError', errorMessage: 'too far' };
});

const trouble = (name: string) => ask(name, {}, 1_000).catch((error: unknown) => error);

test('a refusal crosses as a value', async () => {
  expect(await ask('refuses', {})).toEqual({ refusal: { kind: 'not-found', detail: 'Nothing is here.' } });
});

test.each([
  ['a handler that threw', 'RangeError', 'too far'],
  ['one whose words are those of a timeout', 'Error', 'Task timed out after 3.00 seconds'],
  ['one that cannot be loaded', 'Runtime.ImportModuleError', 'Cannot find module'],
  ['an answer that is too large', 'Function.ResponseSizeTooLarge', 'Response payload size exceeded'],
])('a fault there is a fault here, and no refusal: %s', async (_, errorType, errorMessage) => {
  failure = { errorType, errorMessage };
  const error = await trouble('fails');
  expect(error).not.toBeInstanceOf(Refusal);
  expect(error).toMatchObject({ message: `fails failed: ${errorType}: ${errorMessage}` });
});

test.each([
  ['Sandbox.Timedout', 'RequestId: 1 Error: Task timed out after 3.00 seconds'],
  [undefined, '2026-01-01T00:00:00.000Z 1 Task timed out after 3.00 seconds'],
  ['Error', '[504] - Lambda timeout.'],
  ['Runtime.ExitError', 'RequestId: 1 Error: Runtime exited with error: signal: killed'],
  ['Runtime.OutOfMemory', ''],
])('a function that did not come to its end is unavailable, and told apart: %s', async (errorType, errorMessage) => {
  failure = { ...(errorType && { errorType }), errorMessage };
  const error = await trouble('fails');
  expect(error).toBeInstanceOf(EndedEarly);
  expect(error).toMatchObject({ kind: 'unavailable' });
});

test('one that is not heard of in time is unavailable', async () => {
  const error = await trouble('hangs');
  expect(error).toMatchObject({ kind: 'unavailable', message: 'hangs cannot be reached.' });
  expect(error).not.toBeInstanceOf(EndedEarly);
});
