import { AsyncLocalStorage } from 'node:async_hooks';

/** Whose request it is that is being worked on, in whichever function. */
export interface Trace {
  requestId?: string;
  traceparent?: string;
}

/** Goes with a request through all that is awaited, into each log line and to each function that is asked. */
export const trace = new AsyncLocalStorage<Trace>();
