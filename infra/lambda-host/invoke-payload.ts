import type { InvocationError, InvocationResult } from './invoker.ts';

const answerLimit = 6 * 1024 * 1024;

/** A function that fails is a successful call of the API: status 200, and the error as payload. */
export function payloadOf(result: InvocationResult, requestId: string): { payload: string; failed?: InvocationError } {
  if (result.kind === 'returned') {
    const payload = marshalled(result.value);
    if (typeof payload === 'string') return { payload };
    return { payload: JSON.stringify(payload), failed: payload };
  }
  const error = result.kind === 'failed' ? result.error : timeoutError(requestId, result);
  return { payload: JSON.stringify(error), failed: error };
}

function marshalled(value: unknown): string | InvocationError {
  try {
    const payload = JSON.stringify(value) ?? 'null';
    if (payload.length <= answerLimit / 3 || Buffer.byteLength(payload) <= answerLimit) return payload;
    return {
      errorType: 'Function.ResponseSizeTooLarge',
      errorMessage: `Response payload size exceeded maximum allowed payload size (${answerLimit} bytes).`,
      trace: [],
    };
  } catch (error) {
    return {
      errorType: 'Runtime.MarshalError',
      errorMessage: `Unable to stringify response body: ${(error as Error).message}`,
      trace: [],
    };
  }
}

function timeoutError(requestId: string, result: InvocationResult): InvocationError {
  const seconds = result.kind === 'timed-out' ? result.timeoutSeconds : 0;
  return {
    errorType: 'Sandbox.Timedout',
    errorMessage: `RequestId: ${requestId} Error: Task timed out after ${seconds.toFixed(2)} seconds`,
    trace: [],
  };
}
