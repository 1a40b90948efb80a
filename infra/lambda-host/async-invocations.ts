import { log } from '../../functions/_env/log.ts';
import type { InvocationResult, Invoker } from './invoker.ts';

/** Lambda waits one minute and then two; who develops would not. */
const retryDelaysMs = [1000, 2000];

/**
 * Runs what was accepted with 202: once, and again up to two times if it fails. What waits here is lost with the process;
 * nothing of ours relies on it, since a nudge only hastens what a schedule does anyway.
 */
export class AsyncInvocations {
  readonly #invoker: Invoker;
  readonly #delaysMs: number[];
  readonly #waiting = new Set<NodeJS.Timeout>();
  #stopped = false;

  constructor(invoker: Invoker, delaysMs = retryDelaysMs) {
    this.#invoker = invoker;
    this.#delaysMs = delaysMs;
  }

  accept(name: string, event: unknown, requestId: string): void {
    void this.#attempt(name, event, requestId, 0);
  }

  /** Starts nothing more. What runs is the invoker's to finish. */
  stop(): void {
    this.#stopped = true;
    for (const timer of this.#waiting) clearTimeout(timer);
    this.#waiting.clear();
  }

  async #attempt(name: string, event: unknown, requestId: string, failures: number): Promise<void> {
    const result = await this.#invoker.invoke(name, event, { requestId });
    if (result.kind === 'returned') return;
    const delayMs = this.#stopped ? undefined : this.#delaysMs[failures];
    log.warn(
      { function: name, awsRequestId: requestId, ...reasonOf(result), again: delayMs !== undefined },
      'asynchronous invocation failed',
    );
    if (delayMs === undefined) return;
    const timer = setTimeout(() => {
      this.#waiting.delete(timer);
      void this.#attempt(name, event, requestId, failures + 1);
    }, delayMs);
    this.#waiting.add(timer);
  }
}

/** What a log line says of an invocation that did not end well. */
export function reasonOf(result: InvocationResult): { reason: string; error?: unknown } {
  if (result.kind === 'failed') return { reason: 'failed', error: result.error };
  return { reason: result.kind };
}
