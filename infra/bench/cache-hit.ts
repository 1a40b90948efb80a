import type { Limits } from './limits.ts';
import { load } from './load.ts';
import type { Load } from './load-report.ts';
import type { Options } from './options.ts';
import type { Result } from './report.ts';
import { median, milliseconds, perSecond } from './statistics.ts';

const connections = 16;
const least = 0.6;

/** Whoever shows who they are is not answered from the gateway's own memory. */
const past = { authorization: 'Bearer nobody' };

/**
 * A hit of the cache through gateway, event and handler, against its limits. One after the other and again from the
 * start, since the machine of one minute is not that of the next; ratios are those of neighbours.
 */
export async function measureHits(url: string, limits: Limits, { seconds, rounds }: Options): Promise<Result[]> {
  const doors = { ours: url, redis: limits.redis, constant: limits.constant };
  // Nobody's first requests count: the compilers are at work then.
  for (const door of Object.values(doors))
    await load(door, { seconds: Math.min(2, seconds), connections, headers: past });
  const ours: Load[] = [];
  const redis: Load[] = [];
  const constant: Load[] = [];
  for (let round = 0; round < rounds; round++) {
    ours.push(await load(doors.ours, { seconds, connections, headers: past }));
    redis.push(await load(doors.redis, { seconds, connections }));
    constant.push(await load(doors.constant, { seconds, connections }));
  }
  const ratio = median(ratios(ours, redis));
  const each = ratios(ours, redis).map((one) => one.toFixed(2));
  return [
    { what: 'limit: node:http, constant answer', value: shown(constant) },
    { what: 'limit: node:http + ioredis GET', value: shown(redis) },
    { what: 'cache-read hit', value: shown(ours) },
    {
      what: 'hit / (node:http + ioredis)',
      value: `${ratio.toFixed(2)} (rounds ${each.join(' ')})`,
      target: `≥ ${least.toFixed(2)}`,
      reached: ratio >= least,
    },
    { what: 'hit / constant', value: median(ratios(ours, constant)).toFixed(2) },
  ];
}

function ratios(ours: Load[], limit: Load[]): number[] {
  return ours.map(
    ({ requestsPerSecond }, round) => requestsPerSecond / (limit[round]?.requestsPerSecond ?? Number.NaN),
  );
}

function shown(loads: Load[]): string {
  const of = (read: (load: Load) => number) => median(loads.map(read));
  return `${perSecond(of((load) => load.requestsPerSecond))}, p50 ${milliseconds(of((load) => load.p50Ms))}, p99 ${milliseconds(of((load) => load.p99Ms))}`;
}
