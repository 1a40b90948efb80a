import { Readable, Transform } from 'node:stream';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { sayContinue } from './continue.ts';
import { sendProblem } from './problem.ts';
import { configOf } from './route-config.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** How many bytes its body may have, where a plugin says so; the last that does holds. */
    bodyLimit: number | undefined;
  }
  interface FastifyContextConfig {
    /** How many bytes a body may have here, where no plugin says another. */
    bodyLimit?: number;
    /** The door counts by itself what comes, and needs no more than a look at the length that was said. */
    countsBody?: boolean;
  }
}

export class BodyTooLarge extends Error {
  override name = 'BodyTooLarge';
  readonly statusCode = 413;
}

const takesNone = new Set(['GET', 'HEAD']);

/**
 * Refuses bodies that are too large: one that says its length before any of it is read, another as soon as it goes beyond. One
 * place for what is read here, for what is streamed to the web, and for uploads.
 */
export function limitBodies(app: FastifyInstance, standard: number): void {
  app.decorateRequest('bodyLimit', undefined);
  app.addHook('preParsing', (request, reply, payload, done) => {
    const { 'content-length': length, 'transfer-encoding': coding } = request.raw.headers;
    if (length === undefined && coding === undefined) {
      // Of a body that is not there Node does not say that it has ended (`optimizeEmptyRequests`), and who takes one would wait for that.
      return done(null, takesNone.has(request.method) ? payload : Readable.from([]));
    }
    const { countsBody, bodyLimit = countsBody ? Infinity : standard } = configOf(request);
    const limit = request.bodyLimit ?? bodyLimit;
    if (Number(length ?? 0) > limit) return void refuse(reply, limit);
    sayContinue(reply.raw);
    if (coding === undefined || countsBody) return done(null, payload);
    let bytes = 0;
    const counted = new Transform({
      transform(chunk: Buffer, _encoding, next) {
        bytes += chunk.length;
        if (bytes <= limit) return next(null, chunk);
        // The rest is read and thrown away: whoever is still sending does not hear an answer.
        payload.unpipe(counted);
        payload.resume();
        next(new BodyTooLarge(sentence(limit)));
      },
    });
    payload.on(
      'close',
      () => counted.readableEnded || request.raw.complete || counted.destroy(new Error('broken off')),
    );
    done(null, payload.pipe(counted));
  });
}

function refuse(reply: FastifyReply, limit: number): FastifyReply {
  return sendProblem(reply, 413, sentence(limit));
}

function sentence(limit: number): string {
  const [size, unit] =
    limit < 1024 ? [limit, 'bytes'] : limit < 2 ** 20 ? [limit / 2 ** 10, 'KB'] : [limit / 2 ** 20, 'MB'];
  return `The body of a request to this address is at most ${Math.round(size * 10) / 10} ${unit}.`;
}
