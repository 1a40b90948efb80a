import { CannotStart } from '../services/cannot-start.ts';

/** What the launcher hands to its children. Started by hand, one is easily forgotten; it is named. */
export function setting(name: string): string {
  const value = process.env[name];
  if (!value)
    throw new CannotStart(
      `The setting ${name} is missing: the launcher hands it over, and \`npm run colophon -- env\` prints it.`,
    );
  return value;
}

/** Where the address of a queue is found: CacheInvalidationQueue → CACHE_INVALIDATION_QUEUE_URL. */
export function queueUrlVariable(logicalName: string): string {
  return `${logicalName.replace(/(?<=[a-z0-9])(?=[A-Z])/g, '_').toUpperCase()}_URL`;
}
