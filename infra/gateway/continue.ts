import type { IncomingMessage, ServerResponse } from 'node:http';

/** And whether its connection would have gone on. */
const waiting = new WeakMap<ServerResponse, boolean>();

/**
 * Whoever says `Expect: 100-continue` waits with the body, and is told to go on only by who is about to read it: not where the
 * head alone is refused, for its length or by a plugin. Then the connection ends with the answer, since nobody can know whether
 * the body still comes.
 */
export function awaitContinue({ headers }: IncomingMessage, response: ServerResponse): void {
  if (headers['transfer-encoding'] === undefined && Number(headers['content-length'] ?? 0) === 0) return;
  waiting.set(response, response.shouldKeepAlive);
  response.shouldKeepAlive = false;
}

export function sayContinue(response: ServerResponse): void {
  const wouldGoOn = waiting.get(response);
  if (wouldGoOn === undefined || response.headersSent) return;
  waiting.delete(response);
  response.shouldKeepAlive = wouldGoOn;
  response.writeContinue();
}
