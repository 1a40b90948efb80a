import { randomUUID } from 'node:crypto';
import type { EventBridgeEvent } from 'aws-lambda';
import { log } from '../../functions/_env/log.ts';
import { CannotStart } from '../services/cannot-start.ts';
import { reasonOf } from './async-invocations.ts';
import type { HostedFunction } from './functions.ts';
import type { Invoker } from './invoker.ts';
import { accountId } from './lambda-context.ts';

const unitMs: Record<string, number> = { second: 1_000, minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/** Runs each scheduled function at once and then at its rate; a run that lasts longer is waited for, never doubled. */
export function startSchedules(functions: HostedFunction[], invoker: Invoker): { stop(): void } {
  const timers = functions.flatMap(({ name, schedules, localRate }) =>
    (localRate ? [localRate] : schedules).map((rate) => {
      const everyMs = rateMs(name, rate);
      const run = runner(name, invoker);
      run();
      return setInterval(run, everyMs);
    }),
  );
  return { stop: () => timers.forEach((timer) => clearInterval(timer)) };
}

export function rateMs(name: string, rate: string): number {
  const [, count, unit = ''] = /^rate\(\s*([1-9]\d*)\s+(second|minute|hour|day)s?\s*\)$/.exec(rate) ?? [];
  const ms = unitMs[unit];
  if (!count || !ms)
    throw new CannotStart(`The schedule "${rate}" of the function ${name} cannot be run here: write rate(5 minutes).`);
  return Number(count) * ms;
}

function runner(name: string, invoker: Invoker): () => void {
  let running = false;
  let failures = 0;
  return () => {
    if (running) return;
    running = true;
    void invoker.invoke(name, scheduledEvent(name)).then((result) => {
      running = false;
      // One that runs each second must not fill the log while a part is down.
      if (result.kind === 'returned') {
        if (failures > 0) log.warn({ function: name, failures }, 'the scheduled function works again');
        failures = 0;
      } else if (failures++ === 0) {
        log.error({ function: name, ...reasonOf(result) }, 'a scheduled function failed');
      }
    });
  };
}

function scheduledEvent(name: string): EventBridgeEvent<'Scheduled Event', object> {
  const region = process.env['AWS_REGION'] ?? 'us-east-1';
  return {
    version: '0',
    id: randomUUID(),
    'detail-type': 'Scheduled Event',
    source: 'aws.events',
    account: accountId,
    time: `${new Date().toISOString().slice(0, 19)}Z`,
    region,
    resources: [`arn:aws:events:${region}:${accountId}:rule/${name}`],
    detail: {},
  };
}
