import { randomFillSync, randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

declare module 'fastify' {
  interface FastifyRequest {
    traceparent: string;
  }
}

const wellFormedId = /^[A-Za-z0-9._-]{1,128}$/;
const wellFormedTrace = /^(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/;

/** The caller's request id, if it can stand in a log line, a header and an address without being escaped; else a new one. */
export function requestIdOf(request: IncomingMessage): string {
  const given = request.headers['x-request-id'];
  return typeof given === 'string' && wellFormedId.test(given) ? given : randomUUID();
}

export function correlate(app: FastifyInstance): void {
  app.decorateRequest('traceparent', '');
  app.addHook('onRequest', (request, reply, done) => {
    nameRequest(request, reply);
    done();
  });
}

/** Gives a request one trace context, the caller's if well-formed, and names it and the request id in the answer. */
export function nameRequest(request: FastifyRequest, reply: FastifyReply): void {
  const given = request.raw.headers['traceparent'];
  request.traceparent = typeof given === 'string' && wellFormedTrace.test(given) ? given : newTrace();
  reply.header('x-request-id', request.id).header('traceparent', request.traceparent);
  reply.header('x-content-type-options', 'nosniff');
}

const spare = Buffer.alloc(4096);
const traceBytes = 24;
let used = spare.length;

/** Randomness is fetched in bulk: a call for each request would be the dearest line of this file. */
function newTrace(): string {
  if (used + traceBytes > spare.length) {
    randomFillSync(spare);
    used = 0;
  }
  const hex = spare.toString('hex', used, (used += traceBytes));
  return `00-${hex.slice(0, 32)}-${hex.slice(32)}-01`;
}
