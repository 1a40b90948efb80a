import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { log } from '../../../functions/_env/log.ts';
import { definePlugin } from '../plugin.ts';
import { sendProblem } from '../problem.ts';

interface Settings {
  answerSeconds: number;
  bodySeconds: number;
}

const timer = Symbol('answer deadline');
type Watched = FastifyRequest & { [timer]?: NodeJS.Timeout | undefined };

const seconds = (standard: number) => ({ type: 'number', exclusiveMinimum: 0, maximum: 3600, default: standard });

/**
 * Ends what takes too long: 408 for a body that has not arrived in time, 504 for an answer that has not begun in time, counted
 * from the end of the request. An answer that has begun is not cut off. The function behind it has a time of its own in
 * serverless.yml, and goes on until then; what it says is nobody's any more.
 */
export default definePlugin<Settings>({
  name: 'timeouts',
  settings: { properties: { answerSeconds: seconds(30), bodySeconds: seconds(60) } },
  create({ answerSeconds, bodySeconds }) {
    const answerMs = answerSeconds * 1000;
    const bodyMs = bodySeconds * 1000;

    function watch(request: Watched, reply: FastifyReply): void {
      if (request.isAnswered) return;
      clearTimeout(request[timer]);
      request[timer] = setTimeout(expire, answerMs, request, reply).unref();
    }

    return {
      request(request: Watched, reply) {
        if (!request.allowBody) return watch(request, reply);
        request.allowBody(bodyMs);
        request.raw.once('end', () => watch(request, reply));
      },
      answer(request: Watched) {
        clearTimeout(request[timer]);
      },
      done(request: Watched) {
        clearTimeout(request[timer]);
      },
    };
  },
});

function expire(request: FastifyRequest, reply: FastifyReply): void {
  if (request.isAnswered || reply.raw.destroyed) return;
  log.warn({ requestId: request.id, route: request.routeOptions.url }, 'no answer in time');
  sendProblem(reply, 504);
  reply.send = dropLate;
}

/** Whoever still answers is not heard; a stream of theirs is let go, with the connection that it holds. */
function dropLate(this: FastifyReply, payload?: unknown): FastifyReply {
  if (payload instanceof Readable) payload.destroy();
  return this;
}
