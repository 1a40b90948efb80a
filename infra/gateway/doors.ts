import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { log } from '../../functions/_env/log.ts';
import type { InvocationResult, Invoker } from '../lambda-host/invoker.ts';
import { askAuthorizer, readAuthorization } from './authorizer.ts';
import { type HttpEvent, httpEvent } from './http-event.ts';
import { fitsLambda } from './lambda-limit.ts';
import { sendResult } from './http-result.ts';
import { sendProblem } from './problem.ts';
import { type Door, type Doors, methodsLeft, methodsOf } from './routes.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Which function answers, for plugins whose settings differ from route to route. */
    door?: Door | undefined;
  }
  interface FastifyRequest {
    /** Whom the authorizer has named: nobody until it was asked, and nobody whose credential is wrong. */
    author: string | undefined;
  }
}

type Answer = (request: FastifyRequest, reply: FastifyReply) => void;

/** Opens the doors of the API: a request becomes an event, a function answers it, and its result becomes the answer. */
export function openDoors(app: FastifyInstance, doors: Doors, invoker: Invoker): void {
  app.decorateRequest('author', undefined);
  // A function is given the body as it came, whatever it is.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));

  const { fallback } = doors;
  const elsewhere: Answer = fallback ? serve(fallback, invoker) : (_request, reply) => void sendProblem(reply, 404);
  for (const door of doors.doors) {
    const answer = serve(door, invoker);
    // A parameter stands for at least one character, `{id}` as well as `{path+}`.
    const handler: Answer = /[:*]/.test(door.url)
      ? (request, reply) => (isFilled(request) ? answer : elsewhere)(request, reply)
      : answer;
    const method = methodsOf(door, doors, app.supportedMethods);
    if (method.length > 0) app.route({ method, url: door.url, config: { door }, handler });
  }
  for (const url of ['/api', '/api/*']) app.all(url, { config: { door: fallback } }, elsewhere);
  for (const { url, method } of methodsLeft(doors, app.supportedMethods)) {
    if (method.length > 0) app.route({ method, url, config: { door: fallback }, handler: elsewhere });
  }
}

function isFilled({ params }: FastifyRequest): boolean {
  for (const name in params as Record<string, string>) {
    if ((params as Record<string, string>)[name] === '') return false;
  }
  return true;
}

/** Nothing here is awaited where it need not be: this is the way of every hit. */
function serve(door: Door, invoker: Invoker): Answer {
  const { functionName, authorizer } = door;
  return (request, reply) => {
    const startedAt = performance.now();
    const event = httpEvent(request, door);
    if (!fitsLambda(event, event.body))
      return void sendProblem(reply, 413, 'A function takes at most 6 MB, its encoding included.');
    const invoked = authorizer
      ? invokeAs(authorizer, functionName, event, invoker, request)
      : invoker.invoke(functionName, event);
    invoked.then(
      (result) => finish(reply, functionName, result, startedAt),
      (error: unknown) => fail(reply, 502, functionName, error),
    );
  };
}

type Outcome = InvocationResult | { kind: 'denied' };

/** Asks the authorizer who is calling, and hands what it says to the function. */
async function invokeAs(
  authorizer: string,
  functionName: string,
  event: HttpEvent,
  invoker: Invoker,
  request: FastifyRequest,
): Promise<Outcome> {
  const asked = await askAuthorizer(request, authorizer, event, invoker);
  if (asked.kind !== 'returned') return asked;
  const { isAuthorized, context } = readAuthorization(asked.value);
  if (!isAuthorized) return { kind: 'denied' };
  event.requestContext.authorizer = { lambda: context };
  const { author } = (context ?? {}) as { author?: unknown };
  if (typeof author === 'string' && author !== '') request.author = author;
  return invoker.invoke(functionName, event);
}

function finish(reply: FastifyReply, functionName: string, result: Outcome, startedAt: number): void {
  if (result.kind === 'returned') {
    try {
      sendResult(reply, result.value, startedAt);
    } catch (error) {
      fail(reply, 502, functionName, error);
    }
  } else if (result.kind === 'denied') sendProblem(reply, 403);
  else if (result.kind === 'timed-out') fail(reply, 504, functionName, `timed out after ${result.timeoutSeconds} s`);
  else fail(reply, 502, functionName, result.kind === 'failed' ? result.error : result.kind);
}

function fail(reply: FastifyReply, status: number, functionName: string, error: unknown): void {
  log.error({ err: error, requestId: reply.request.id, function: functionName, status }, 'no answer from the function');
  sendProblem(reply, status);
}
