import type { FastifyInstance } from 'fastify';
import { sendProblem } from './problem.ts';
import { configOf } from './route-config.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Gives its body another time to arrive, from now on. There where it has a body. */
    allowBody: ((withinMs: number) => void) | undefined;
  }
  interface FastifyContextConfig {
    /** How long the body of a request may take to arrive; a minute where nothing is said. */
    bodyWithinMs?: number;
  }
}

const aMinute = 60_000;

/** A body that comes drop by drop does not hold its connection for ever. One without a body costs nothing here. */
export function endSlowBodies(app: FastifyInstance, withinMs = aMinute): void {
  app.decorateRequest('allowBody', undefined);
  app.addHook('onRequest', (request, reply, done) => {
    const { raw, headers } = request;
    const hasBody = headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
    if (hasBody) {
      const end = () => {
        // It has its answer already, and goes on sending.
        if (reply.sent || reply.raw.headersSent) return void raw.destroy();
        sendProblem(reply.header('connection', 'close'), 408);
        reply.raw.once('finish', () => raw.destroy());
      };
      let late = setTimeout(end, configOf(request).bodyWithinMs ?? withinMs).unref();
      request.allowBody = (ms) => {
        clearTimeout(late);
        late = setTimeout(end, ms).unref();
      };
      for (const event of ['end', 'close']) {
        raw.once(event, () => {
          clearTimeout(late);
          request.allowBody = undefined;
        });
      }
    }
    done();
  });
}
