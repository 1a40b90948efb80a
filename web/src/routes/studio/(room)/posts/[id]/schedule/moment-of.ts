import type { Violation } from '#lib/server/api/author.ts';
import { words } from '../../../../words.ts';

/** The moment that a day and a time name in UTC; else what is wrong with them. A time may come with its seconds. */
export function momentOf(day: string, time: string): { at?: string; violations: Violation[] } {
  const violations = [
    ...(isDay(day) ? [] : [{ field: 'day', issue: day === '' ? words.schedule.none : words.schedule.noDay }]),
    ...(/^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?$/.test(time)
      ? []
      : [{ field: 'time', issue: time === '' ? words.schedule.none : words.schedule.noTime }]),
  ];
  return violations.length > 0 ? { violations } : { at: `${day}T${time.padEnd(8, ':00')}Z`, violations };
}

/** 31 February is read as a day in March, which is not what was written. */
function isDay(day: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day)) return false;
  const read = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(read.getTime()) && read.toISOString().startsWith(day);
}
