import { refuse } from '../_http/refusal.ts';

/** The queue's trouble as an answer; any error of the SDK's means that the queue was not to be had. */
export function unavailableAsRefusal<T>(work: Promise<T>): Promise<T> {
  return work.catch(() => refuse('unavailable', 'The queue cannot be reached.'));
}
