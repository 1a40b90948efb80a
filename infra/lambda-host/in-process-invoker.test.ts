import { expect, test, vi } from 'vitest';
import { log } from '../../functions/_env/log.ts';
import { type Handler, InProcessInvoker } from './in-process-invoker.ts';
import type { LambdaContext } from './lambda-context.ts';

function hosting(handler: Handler, timeoutSeconds = 3): InProcessInvoker {
  return new InProcessInvoker([{ name: 'toy', handler, timeoutSeconds, memoryMegabytes: 512 }]);
}

test('a handler is given the event itself and the context of Lambda', async () => {
  vi.stubEnv('FUNCTION_PREFIX', 'colophon-local-');
  const handler = vi.fn(async (event: unknown, context: LambdaContext) => ({
    event,
    left: context.getRemainingTimeInMillis(),
  }));
  const event = { some: 'thing' };
  const result = await hosting(handler, 3).invoke('toy', event, { requestId: 'r-1' });
  expect(handler.mock.calls[0]?.[0]).toBe(event);
  expect(handler.mock.calls[0]?.[1]).toMatchObject({
    functionName: 'colophon-local-toy',
    functionVersion: '$LATEST',
    invokedFunctionArn: expect.stringMatching(/^arn:aws:lambda:[\w-]+:\d{12}:function:colophon-local-toy$/) as string,
    memoryLimitInMB: '512',
    awsRequestId: 'r-1',
    callbackWaitsForEmptyEventLoop: true,
  });
  const { left } = (result as { value: { left: number } }).value;
  expect(left).toBeGreaterThan(2500);
  expect(left).toBeLessThanOrEqual(3000);
});

test('each invocation has a request id of its own', async () => {
  const invoker = hosting(async (_event, context) => context.awsRequestId);
  const ids = await Promise.all([1, 2, 3].map(() => invoker.invoke('toy', {})));
  expect(new Set(ids.map((result) => (result as { value: string }).value)).size).toBe(3);
});

test.each([
  [
    'throws at once',
    () => {
      throw new TypeError('broken');
    },
  ],
  [
    'rejects',
    async () => {
      throw new TypeError('broken');
    },
  ],
])('a handler that %s has failed, and says how', async (_how, handler) => {
  const result = await hosting(handler).invoke('toy', {});
  expect(result).toMatchObject({ kind: 'failed', error: { errorType: 'TypeError', errorMessage: 'broken' } });
});

test('a handler may throw what is no error', async () => {
  const result = await hosting(async () => {
    throw 'words';
  }).invoke('toy', {});
  expect(result).toEqual({ kind: 'failed', error: { errorType: 'string', errorMessage: 'words', trace: [] } });
});

test('a function that nobody hosts is unknown', async () => {
  expect(await hosting(async () => 1).invoke('other', {})).toEqual({ kind: 'unknown' });
});

test('what takes too long is timed out, and what it does later harms nobody', async () => {
  const warned = vi.spyOn(log, 'warn').mockImplementation(() => undefined);
  let fail: (error: Error) => void = () => undefined;
  const invoker = hosting(() => new Promise((_resolve, reject) => (fail = reject)), 0.1);
  const begun = performance.now();
  expect(await invoker.invoke('toy', {})).toEqual({ kind: 'timed-out', timeoutSeconds: 0.1 });
  expect(performance.now() - begun).toBeGreaterThanOrEqual(99);
  fail(new Error('late'));
  await vi.waitFor(() =>
    expect(warned).toHaveBeenCalledWith(expect.objectContaining({ function: 'toy' }), 'failed after its timeout'),
  );
  await invoker.idle();
});

test('a slow invocation is ended while quick ones come and go', async () => {
  const invoker = hosting(
    (event: { slow?: boolean }) => (event.slow ? new Promise(() => undefined) : Promise.resolve('quick')),
    0.15,
  );
  const slow = invoker.invoke('toy', { slow: true });
  let over = false;
  void slow.then(() => (over = true));
  while (!over) {
    expect(await invoker.invoke('toy', {})).toEqual({ kind: 'returned', value: 'quick' });
    await new Promise(setImmediate);
  }
  expect(await slow).toMatchObject({ kind: 'timed-out' });
});

test('one invocation that blocks everybody does not time out another whose answer is there', async () => {
  const invoker = new InProcessInvoker([
    {
      name: 'patient',
      handler: () => new Promise((resolve) => setTimeout(resolve, 300, 'answer')),
      timeoutSeconds: 0.6,
      memoryMegabytes: 128,
    },
    { name: 'blocking', handler: async () => block(700), timeoutSeconds: 3, memoryMegabytes: 128 },
  ]);
  const patient = invoker.invoke('patient', {});
  await new Promise((resolve) => setTimeout(resolve, 60));
  await invoker.invoke('blocking', {});
  expect(await patient).toEqual({ kind: 'returned', value: 'answer' });
});

function block(milliseconds: number): void {
  const until = performance.now() + milliseconds;
  while (performance.now() < until);
}
