import type { FastifyInstance } from 'fastify';
import { addressOf } from './caller.ts';
import { callerAt } from './limits/callers.ts';
import { sendProblem } from './problem.ts';

/** Of one caller at once. Whoever writes sends one at a time, and a few images. */
export const bodiesAtOnce = 32;

/** No caller may hold more of the connections to the web than its share by sending what it sends slowly. */
export function shareBodies(app: FastifyInstance): void {
  const held = new Map<string, number>();
  app.addHook('onRequest', (request, reply, done) => {
    const hasBody = request.allowBody !== undefined;
    if (!hasBody) return done();
    const caller = callerAt(addressOf(request));
    const holds = (held.get(caller) ?? 0) + 1;
    if (holds > bodiesAtOnce)
      return void sendProblem(reply, 429, 'There are too many requests with a body under way at once.', {
        'retry-after': '1',
      });
    held.set(caller, holds);
    reply.raw.once('close', () => {
      const left = (held.get(caller) ?? 1) - 1;
      if (left === 0) held.delete(caller);
      else held.set(caller, left);
    });
    done();
  });
}
