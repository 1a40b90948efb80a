const long = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' });

export const longDate = (timestamp: string): string => long.format(new Date(timestamp));

const exact = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeStyle: 'long', timeZone: 'UTC' });

/** To the second, with the zone in which it is told. */
export const exactTime = (timestamp: string): string => exact.format(new Date(timestamp));

const dayOf = (timestamp: string) => timestamp.slice(0, 10);

/** The day of a change that readers should know of: what came on the day a post arrived or appeared is not a revision. */
export function revisedAt(post: { publishedAt?: string; createdAt: string; updatedAt: string }): string | undefined {
  const settled = [post.createdAt, post.publishedAt ?? ''].map(dayOf).sort().at(-1) ?? '';
  return dayOf(post.updatedAt) > settled ? post.updatedAt : undefined;
}
