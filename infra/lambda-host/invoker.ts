/** What came of one invocation. Only a thing that the caller did wrong, or a host out of reach, is thrown. */
export type InvocationResult =
  | { kind: 'returned'; value: unknown }
  | { kind: 'failed'; error: InvocationError }
  | { kind: 'timed-out'; timeoutSeconds: number }
  | { kind: 'unknown' };

/** What the Node runtime of Lambda reports of a handler that threw. */
export interface InvocationError {
  errorType: string;
  errorMessage: string;
  trace: string[];
}

export interface InvocationOptions {
  /** The same for each attempt of one asynchronous invocation. */
  requestId?: string;
  clientContext?: unknown;
}

/** Runs functions by name. Who calls it need not know whether they run in this process or in another. */
export interface Invoker {
  invoke(name: string, event: unknown, options?: InvocationOptions): Promise<InvocationResult>;
}

export function invocationError(thrown: unknown): InvocationError {
  if (thrown instanceof Error) {
    return { errorType: thrown.name, errorMessage: thrown.message, trace: thrown.stack?.split('\n') ?? [] };
  }
  return { errorType: typeof thrown, errorMessage: String(thrown), trace: [] };
}
