/** What an invocation answers where `FunctionError` says that it failed. */
export interface FailedInvocation {
  errorType?: string;
  errorMessage?: string;
}

/**
 * Whether the function ran out of time or its process ended: a part was away, or the machine was busy, or it is what was
 * asked that ends whoever handles it. Anything else that failed is a fault, and would only fail again.
 *
 * Lambda reports that time ran out, and that a process ended, as it reports what a handler threw: `FunctionError` says
 * Unhandled of all. What the sandbox itself has to say has names that no error of ours has; of a timeout, older sandboxes
 * say so in words alone and without a name. serverless-offline has one sentence of its own.
 */
export function hasEndedEarly({ errorType = '', errorMessage = '' }: FailedInvocation): boolean {
  if (errorMessage === '[504] - Lambda timeout.') return true;
  return errorType === '' ? /Task timed out/.test(errorMessage) : sandboxEnded.test(errorType);
}

const sandboxEnded = /^(Sandbox\.Timedout|Runtime\.ExitError|Runtime\.OutOfMemory)$/;
