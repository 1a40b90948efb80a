import type { Result } from './report.ts';

const mostSeconds = 8;

/** The start of a data directory that is there already, as on every day but the first. */
export function readyResult(firstMs: number, secondMs: number): Result[] {
  const seconds = secondMs / 1000;
  return [
    { what: 'first npm start, until ready', value: `${(firstMs / 1000).toFixed(1)} s` },
    {
      what: 'second npm start, until ready',
      value: `${seconds.toFixed(1)} s`,
      target: `≤ ${mostSeconds} s`,
      reached: seconds <= mostSeconds,
    },
  ];
}
