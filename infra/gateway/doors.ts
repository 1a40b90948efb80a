import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { log } from '../../functions/_env/log.ts';
import type { InvocationResult, Invoker } from '../lambda-host/invoker.ts';
import { type HttpEvent, httpEvent } from './http-event.ts';
import { sendResult } from './http-result.ts';
import { sendProblem } from './problem.ts';
import { apiPrefixes, type Door, type Doors } from './routes.ts';

/** Opens the doors of the API: a request becomes an event, a function answers it, and its result becomes the answer. */
export function openDoors(app: FastifyInstance, doors: Doors, invoker: Invoker): void {
  // A function is given the body as it came, whatever it is.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));

  const fallback = doors.fallback ? serve(doors.fallback, invoker) : notFound;
  for (const door of doors.doors) {
    const answer = serve(door, invoker);
    app.route({
      method: door.method ?? app.supportedMethods,
      url: door.url,
      config: { door },
      // `{path+}` stands for at least one character.
      handler: door.greedy ? (request, reply) => (isEmpty(request) ? fallback : answer)(request, reply) : answer,
    });
  }
  for (const prefix of apiPrefixes(doors)) {
    app.all(`${prefix}/*`, { config: { door: doors.fallback } }, fallback);
    if (!doors.doors.some(({ url, method }) => url === prefix && !method)) elsewhere(app, prefix, doors, fallback);
  }
}
