import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { FastifyInstance } from 'fastify';

const wellFormedId = /^[A-Za-z0-9._-]{1,128}$/;
const wellFormedTrace = /^(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/;

/**
 * The request id: the caller's if well-formed, else a new one. What an id may hold is what can stand in a log line, a
 * header and an address without being escaped.
 */
export function requestIdOf(request: IncomingMessage): string {
  const given = request.headers['x-request-id'];
  return typeof given === 'string' && wellFormedId.test(given) ? given : randomUUID();
}

/** Sees to it that each request carries one request id and one trace context on its way in, and that its answer names both. */
export function correlate(app: FastifyInstance): void {
  app.addHook('onRequest', (request, reply, done) => {
    const headers = request.raw.headers;
    headers['x-request-id'] = request.id;
    const given = headers['traceparent'];
    let trace = given;
    if (typeof given !== 'string' || !wellFormedTrace.test(given)) {
      trace = newTrace();
      headers['traceparent'] = trace;
      // The state of a trace that we do not follow is nobody's.
      delete headers['tracestate'];
    }
    reply.header('x-request-id', request.id).header('traceparent', trace).header('x-content-type-options', 'nosniff');
    done();
  });
}

function newTrace(): string {
  const trace = randomUUID().replaceAll('-', '');
  return `00-${trace}-${randomUUID().replaceAll('-', '').slice(0, 16)}-01`;
}
