import { refuse } from '../_http/refusal.ts';
import { CacheUnavailable } from './client.ts';

/** For those who cannot do without Redis. Readers can, and catch `CacheUnavailable` themselves. */
export function unavailableAsRefusal<T>(work: Promise<T>): Promise<T> {
  return work.catch((error: unknown) => {
    if (error instanceof CacheUnavailable) refuse('unavailable', 'The cache cannot be reached.');
    throw error;
  });
}
