import { Readable } from 'node:stream';
import { log } from '../../../functions/_env/log.ts';
import { definePlugin, type PluginReply, type PluginRequest } from '../plugin.ts';
import { sendProblem } from '../problem.ts';

interface Settings {
  answerSeconds: number;
  bodySeconds: number;
}

/** How late one may notice that an answer is late. */
const lookEveryMs = 250;

const seconds = (standard: number) => ({ type: 'number', exclusiveMinimum: 0, maximum: 3600, default: standard });

/**
 * Ends what takes too long: 408 for a body that has not arrived in time, 504 for an answer that has not begun in time, counted
 * from the end of the request. An answer that has begun is not cut off. The function behind it has a time of its own in
 * serverless.yml, and goes on until then; what it says is nobody's any more.
 */
export default definePlugin<Settings>({
  name: 'timeouts',
  settings: { properties: { answerSeconds: seconds(30), bodySeconds: seconds(60) } },
  create({ answerSeconds, bodySeconds }, { onStop }) {
    const answerMs = answerSeconds * 1000;
    const bodyMs = bodySeconds * 1000;
    /** In the order in which they are due: all have the same time. A timer for each would cost a hit more than to find it. */
    const waiting = new Map<PluginRequest, { reply: PluginReply; dueMs: number }>();

    /** Of this turn of the event loop. Most are answered within it and need no place among those who wait. */
    let fresh: [PluginRequest, PluginReply][] = [];

    function watch(request: PluginRequest, reply: PluginReply): void {
      if (!request.isAnswered && fresh.push([request, reply]) === 1) setImmediate(wait);
    }

    function wait(): void {
      const dueMs = performance.now() + answerMs;
      for (const [request, reply] of fresh)
        if (!request.isAnswered && !reply.raw.destroyed) waiting.set(request, { reply, dueMs });
      fresh = [];
    }

    const looking = setInterval(
      () => {
        const now = performance.now();
        for (const [request, { reply, dueMs }] of waiting) {
          if (dueMs > now) break;
          waiting.delete(request);
          expire(request, reply);
        }
      },
      Math.min(lookEveryMs, answerMs / 4),
    ).unref();
    onStop(() => clearInterval(looking));

    return {
      request(request, reply) {
        if (!request.allowBody) return watch(request, reply);
        request.allowBody(bodyMs);
        request.raw.once('end', () => watch(request, reply));
      },
      answer(request) {
        waiting.delete(request);
      },
      done(request) {
        waiting.delete(request);
      },
    };
  },
});

function expire(request: PluginRequest, reply: PluginReply): void {
  if (request.isAnswered || reply.raw.destroyed) return;
  log.warn({ requestId: request.id, route: request.routeOptions.url }, 'no answer in time');
  sendProblem(reply, 504);
  reply.send = dropLate;
}

/** Whoever still answers is not heard; a stream of theirs is let go, with the connection that it holds. */
function dropLate(this: PluginReply, payload?: unknown): PluginReply {
  if (payload instanceof Readable) payload.destroy();
  return this;
}
