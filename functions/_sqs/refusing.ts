import { Refusal, refuse } from '../_http/refusal.ts';

/** The queue's trouble as an answer; any error of the SDK's means that the queue was not to be had. What somebody refused meanwhile stays. */
export function unavailableAsRefusal<T>(work: Promise<T>): Promise<T> {
  return work.catch((error: unknown) => {
    if (error instanceof Refusal) throw error;
    return refuse('unavailable', 'The queue cannot be reached.');
  });
}
