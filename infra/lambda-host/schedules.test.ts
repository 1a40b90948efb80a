import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { log } from '../../functions/_env/log.ts';
import { coalesce } from './coalesce.ts';
import type { HostedFunction } from './functions.ts';
import type { InvocationResult } from './invoker.ts';
import { rateMs, startSchedules } from './schedules.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const scheduled = (name: string, rate: string, localRate?: string): HostedFunction => ({
  name,
  source: '',
  timeoutSeconds: 1,
  memoryMegabytes: 128,
  routes: [],
  queues: [],
  schedules: [rate],
  ...(localRate && { localRate }),
});

test.each([
  ['rate(1 minute)', 60_000],
  ['rate(5 minutes)', 300_000],
  ['rate(2 hours)', 7_200_000],
  ['rate(1 day)', 86_400_000],
  ['rate(2 seconds)', 2_000],
])('%s', (rate, expected) => expect(rateMs('toy', rate)).toBe(expected));

test.each(['rate(0 minutes)', 'cron(0 12 * * ? *)', 'every minute'])('%s cannot be run here', (rate) => {
  expect(() => rateMs('toy', rate)).toThrow(`The schedule "${rate}" of the function toy cannot be run here`);
});

test('a scheduled function runs at once and then at its rate, with the event of EventBridge', async () => {
  const invoke = vi.fn(async (): Promise<InvocationResult> => ({ kind: 'returned', value: null }));
  const schedules = startSchedules([scheduled('sweep', 'rate(1 minute)')], { invoke });
  await vi.advanceTimersByTimeAsync(120_000);
  schedules.stop();
  await vi.advanceTimersByTimeAsync(120_000);
  expect(invoke).toHaveBeenCalledTimes(3);
  expect(invoke).toHaveBeenCalledWith(
    'sweep',
    expect.objectContaining({ source: 'aws.events', 'detail-type': 'Scheduled Event', detail: {} }),
  );
});

test('a run that lasts longer than its rate is waited for', async () => {
  let end: (result: InvocationResult) => void = () => undefined;
  const invoke = vi.fn(() => new Promise<InvocationResult>((resolve) => (end = resolve)));
  const schedules = startSchedules([scheduled('outbox-relay', 'rate(1 minute)', 'rate(1 second)')], { invoke });
  await vi.advanceTimersByTimeAsync(5500);
  expect(invoke).toHaveBeenCalledTimes(1);
  end({ kind: 'returned', value: null });
  await vi.advanceTimersByTimeAsync(1000);
  expect(invoke).toHaveBeenCalledTimes(2);
  schedules.stop();
});

test('a function that fails each second is logged once, and once more when it works again', async () => {
  const errors = vi.spyOn(log, 'error').mockImplementation(() => undefined);
  const warnings = vi.spyOn(log, 'warn').mockImplementation(() => undefined);
  let result: InvocationResult = { kind: 'timed-out', timeoutSeconds: 1 };
  const schedules = startSchedules([scheduled('toy', 'rate(1 minute)', 'rate(1 second)')], {
    invoke: async () => result,
  });
  await vi.advanceTimersByTimeAsync(3000);
  expect(errors).toHaveBeenCalledTimes(1);
  result = { kind: 'returned', value: null };
  await vi.advanceTimersByTimeAsync(2000);
  expect(warnings).toHaveBeenCalledExactlyOnceWith(
    expect.objectContaining({ function: 'toy', failures: 4 }),
    expect.anything(),
  );
  schedules.stop();
});

test('of many calls one runs and one waits, and the one that waits begins after them all', async () => {
  const ends: (() => void)[] = [];
  const run = vi.fn(() => new Promise<void>((resolve) => ends.push(resolve)));
  const ring = coalesce(run);
  for (let i = 0; i < 5; i++) ring();
  expect(run).toHaveBeenCalledTimes(1);
  ends[0]?.();
  await vi.advanceTimersByTimeAsync(0);
  expect(run).toHaveBeenCalledTimes(2);
  ends[1]?.();
  await vi.advanceTimersByTimeAsync(0);
  expect(run).toHaveBeenCalledTimes(2);
  ring();
  expect(run).toHaveBeenCalledTimes(3);
});
