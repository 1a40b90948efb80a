import { Refusal, refuse } from '../_http/refusal.ts';
import { route } from '../_http/route.ts';
import { methodsAt } from './_methods-at.ts';

/** $default: what no route takes. */
export const handler = route(async (event) => {
  const { method } = event.requestContext.http;
  const methods = methodsAt(event.rawPath);
  // With a slash that was encoded it looks like the address of a route, and was none.
  if (methods.length === 0 || methods.includes(method)) refuse('not-found', 'There is no such address.');
  throw new Refusal(
    { kind: 'method-not-allowed', detail: `${method} is not for this address.` },
    { headers: { allow: methods.join(', ') } },
  );
});
