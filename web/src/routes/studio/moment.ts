import { longDate } from '#lib/dates.ts';

/** Day and time, to the minute, with the zone that all times of the studio are in. */
export const moment = (timestamp: string): string => `${longDate(timestamp)}, ${timestamp.slice(11, 16)} UTC`;
