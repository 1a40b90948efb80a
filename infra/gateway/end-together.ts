import type { ServerResponse } from 'node:http';

let ready: [response: ServerResponse, characters: string][] = [];

/**
 * Ends an answer together with all others of this turn of the event loop, when it is over: to wake a caller that waits costs this
 * machine about as much as the answer, and one that is still busy with another need not be woken.
 * @param characters the bytes of the body, one for each (latin1), which Node writes in one piece with the head
 */
export function endTogether(response: ServerResponse, characters: string): void {
  if (ready.push([response, characters]) === 1) setImmediate(endAll);
}

function endAll(): void {
  const all = ready;
  ready = [];
  for (const [response, characters] of all) response.end(characters, 'latin1');
}
