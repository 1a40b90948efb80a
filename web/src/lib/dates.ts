import { words } from './words.ts';

const format = (options: Intl.DateTimeFormatOptions) =>
  new Intl.DateTimeFormat(words.locale, { ...options, timeZone: 'UTC' });

const long = format({ dateStyle: 'long' });
const inYear = format({ day: 'numeric', month: 'long' });
const month = format({ month: 'long', year: 'numeric' });
const year = format({ year: 'numeric' });

export const longDate = (timestamp: string): string => long.format(new Date(timestamp));

/** Where the year stands above. */
export const dayInYear = (timestamp: string): string => inYear.format(new Date(timestamp));

/** A year, a month or a day, as somebody remembers it. A day is more than a résumé needs. */
export const monthOrYear = (date: string): string => (date.length === 4 ? year : month).format(new Date(date));

export const period = (start: string, end: string | undefined): string => {
  const [from, to] = [monthOrYear(start), end === undefined ? words.today : monthOrYear(end)];
  return from === to ? from : `${from} – ${to}`;
};

const exact = format({ dateStyle: 'long', timeStyle: 'long' });

/** To the second, with the zone in which it is told. */
export const exactTime = (timestamp: string): string => exact.format(new Date(timestamp));

const dayOf = (timestamp: string) => timestamp.slice(0, 10);

/** The day of a change that readers should know of: what came on the day a post arrived or appeared is not a revision. */
export function revisedAt(post: { publishedAt?: string; createdAt: string; updatedAt: string }): string | undefined {
  const settled = [post.createdAt, post.publishedAt ?? ''].map(dayOf).sort().at(-1) ?? '';
  return dayOf(post.updatedAt) > settled ? post.updatedAt : undefined;
}
