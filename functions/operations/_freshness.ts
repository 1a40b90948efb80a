import { CacheFigures_Cache, Freshness_Checker } from '../../proto/gen/colophon/freshness/v1/freshness_pb.js';
import { checkerIsOn } from '../_env/checker.ts';
import { type CacheName, readFigures } from '../_postgres/events/freshness.ts';
import { boundMs } from './_bound.ts';

export const caches: Record<CacheName, CacheFigures_Cache> = {
  redis: CacheFigures_Cache.REDIS,
  edge: CacheFigures_Cache.EDGE,
};

/** Longer than from one run to the next where a run a minute is the most. */
const silentMs = 150_000;

/** What the checker found in the last days, of both caches together and of each. */
export async function freshnessFigures() {
  const figures = await readFigures();
  const sum = (pick: (each: (typeof figures)[number]) => number) =>
    figures.reduce((total, each) => total + pick(each), 0);
  const checkedAt = latest(figures.map((each) => each.checkedAt));
  return {
    checked: sum(({ checked }) => checked),
    fresh: sum(({ checked, stale }) => checked - stale),
    stale: sum(({ stale }) => stale),
    healed: sum(({ healed }) => healed),
    oldestStalenessSeconds: tenths(Math.max(0, ...figures.map(({ oldestSeconds }) => oldestSeconds))),
    since: figures.map(({ beganAt }) => beganAt).sort()[0] ?? '',
    checkedAt,
    boundSeconds: boundMs / 1000,
    checker: checkerAt(checkedAt),
    caches: figures.map(({ cache, checked, stale, healed, oldestSeconds, checkedAt }) => ({
      ...{ cache: caches[cache], checked, fresh: checked - stale, stale, healed, checkedAt },
      oldestStalenessSeconds: tenths(oldestSeconds),
    })),
  };
}

/** So exactly is it known, and not more. */
export function tenths(seconds: number): number {
  return Math.round(seconds * 10) / 10;
}

function checkerAt(checkedAt: string): Freshness_Checker {
  if (!checkerIsOn()) return Freshness_Checker.OFF;
  return Date.now() - Date.parse(checkedAt || '1970') > silentMs ? Freshness_Checker.WAITING : Freshness_Checker.ON;
}

function latest(times: string[]): string {
  return times.sort().at(-1) ?? '';
}
