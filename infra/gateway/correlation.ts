import { randomFillSync, randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { FastifyInstance } from 'fastify';
import type { PluginReply, PluginRequest } from './plugin.ts';

declare module 'fastify' {
  interface FastifyRequest {
    traceparent: string;
  }
}

const wellFormedId = /^[A-Za-z0-9._-]{1,128}$/;
const wellFormedTrace = /^(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/;

/**
 * `custom.gateway.correlation`. Built in and no plugin: what Fastify refuses before any hook has its id, too, and the id is made
 * before there is a request that a plugin could see.
 */
export interface Correlation {
  /** Ids and traces that callers name are kept where they are well-formed. Where callers are strangers, one may not want their names in one's logs. */
  believeCallers: boolean;
}

/** The caller's request id, if it can stand in a log line, a header and an address without being escaped; else a new one. */
function requestIdOf(request: IncomingMessage): string {
  const given = request.headers['x-request-id'];
  return typeof given === 'string' && wellFormedId.test(given) ? given : randomUUID();
}

type Believes = (request: IncomingMessage) => boolean;

/** @param isOurs the web's calls, and what the gateway asks itself, belong to the request that they are made for in any case */
export function correlation({ believeCallers }: Correlation, isOurs: Believes) {
  const believes: Believes = believeCallers ? () => true : isOurs;
  const name = (request: PluginRequest, reply: PluginReply) => nameRequest(request, reply, believes(request.raw));
  return {
    requestIdOf: (request: IncomingMessage) => (believes(request) ? requestIdOf(request) : randomUUID()),
    nameRequest: name,
    correlate(app: FastifyInstance): void {
      app.decorateRequest('traceparent', '');
      app.addHook('onRequest', (request, reply, done) => {
        name(request, reply);
        done();
      });
    },
  };
}

/** Gives a request one trace context, the caller's if well-formed, and names it and the request id in the answer. */
function nameRequest(request: PluginRequest, reply: PluginReply, isBelieved: boolean): void {
  const given = isBelieved ? request.raw.headers['traceparent'] : undefined;
  request.traceparent = typeof given === 'string' && wellFormedTrace.test(given) ? given : newTrace();
  sayNames(request, reply);
}

/** That what we send is what we say it is holds whatever plugins there are: files of strangers lie at this origin. */
export function sayNames(request: PluginRequest, reply: PluginReply): void {
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
