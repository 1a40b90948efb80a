import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { log } from '../../functions/_env/log.ts';
import { Deadlines } from './deadlines.ts';
import { invocationError, type InvocationOptions, type InvocationResult, type Invoker } from './invoker.ts';
import { type Identity, identityOf, lambdaContext, type LambdaContext } from './lambda-context.ts';
import type { Running, RunningList } from './running-list.ts';

export type Handler = (event: never, context: LambdaContext) => unknown;

export interface LoadedFunction {
  name: string;
  handler: Handler;
  timeoutSeconds: number;
  memoryMegabytes: number;
}

interface Hosted extends LoadedFunction {
  identity: Identity;
  running: RunningList;
}

/**
 * Calls handlers in this process, as fast as a function call. Events and answers are handed on as they are, so whoever
 * makes an event lets go of it. A handler that ran out of time cannot be stopped here, as Lambda would by freezing its
 * process: its answer is dropped, and what it does later it does for nobody.
 */
export class InProcessInvoker implements Invoker {
  readonly #functions = new Map<string, Hosted>();
  readonly #deadlines = new Deadlines();

  constructor(functions: LoadedFunction[]) {
    for (const loaded of functions) {
      const identity = identityOf(loaded.name, loaded.memoryMegabytes);
      this.#functions.set(loaded.name, { ...loaded, identity, running: this.#deadlines.list() });
    }
  }

  has(name: string): boolean {
    return this.#functions.has(name);
  }

  /** Resolves when nothing runs any more. */
  async idle(): Promise<void> {
    while (this.#deadlines.size > 0) await wait(10);
  }

  invoke(name: string, event: unknown, options: InvocationOptions = {}): Promise<InvocationResult> {
    const hosted = this.#functions.get(name);
    if (!hosted) return Promise.resolve({ kind: 'unknown' });
    const requestId = options.requestId ?? randomUUID();
    return new Promise((resolve) => {
      const deadline = performance.now() + hosted.timeoutSeconds * 1000;
      const running: Running = {
        deadline,
        expire: () => resolve({ kind: 'timed-out', timeoutSeconds: hosted.timeoutSeconds }),
      };
      this.#deadlines.start(hosted.running, running);
      const fail = (thrown: unknown) => {
        if (hosted.running.delete(running)) resolve({ kind: 'failed', error: invocationError(thrown) });
        else log.warn({ err: thrown, function: name, awsRequestId: requestId }, 'failed after its timeout');
      };
      try {
        const context = lambdaContext(hosted.identity, requestId, deadline, options.clientContext);
        Promise.resolve(hosted.handler(event as never, context)).then((value) => {
          if (hosted.running.delete(running)) resolve({ kind: 'returned', value });
        }, fail);
      } catch (thrown) {
        fail(thrown);
      }
    });
  }
}
