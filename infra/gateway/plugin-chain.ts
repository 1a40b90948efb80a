import type { FastifyInstance, FastifyReply, FastifyRequest, RouteOptions } from 'fastify';
import { log } from '../../functions/_env/log.ts';
import type { Hooks } from './plugin.ts';
import type { Mounted } from './plugin-list.ts';
import type { Sees } from './plugin-reach.ts';
import { pathOf } from './problem.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The plugins that see this route. */
    chain?: Chain;
  }
}

type RequestHook = NonNullable<Hooks['request']>;
type AnswerHook = NonNullable<Hooks['answer']>;
type DoneHook = NonNullable<Hooks['done']>;

interface Chain {
  request: RequestHook[];
  answer: AnswerHook[];
  done: DoneHook[];
}

/**
 * Lets plugins take part in every request. What each route needs is found when it is opened, so that a request costs a
 * call for each plugin that sees it and nothing for the others. What no route takes is seen by whoever sees its address.
 */
export function runPlugins(app: FastifyInstance, plugins: Mounted[]): void {
  const elsewhere = chainFor(plugins, '/*', app.supportedMethods);
  app.addHook('onRoute', (route: RouteOptions) => {
    const methods = [route.method].flat();
    for (const { reach, hooks } of plugins) if (reach(route.url, methods) !== false) hooks.route?.(route);
    route.config = { ...route.config, chain: chainFor(plugins, route.url, methods) };
  });
  const of = (request: FastifyRequest): Chain => request.routeOptions.config.chain ?? elsewhere;

  app.addHook('onRequest', (request, reply, done) => {
    const chain = of(request);
    // Fastify's own hook for the end does not hear of a connection that broke.
    if (chain.done.length > 0) reply.raw.once('close', () => finish(chain.done, request, reply));
    ask(chain.request, 0, request, reply, done);
  });
  app.addHook('onSend', (request, reply, payload, done) =>
    answer(of(request).answer, 0, request, reply, payload, done),
  );
}

function chainFor(plugins: Mounted[], url: string, methods: string[]): Chain {
  const chain: Chain = { request: [], answer: [], done: [] };
  for (const { reach, hooks } of plugins) {
    const seen = reach(url, methods);
    if (seen === false) continue;
    if (hooks.request) chain.request.push(seen === true ? hooks.request : where(seen, hooks.request));
    if (hooks.answer) chain.answer.push(seen === true ? hooks.answer : where(seen, hooks.answer));
    if (hooks.done) chain.done.push(seen === true ? hooks.done : where(seen, hooks.done));
  }
  return chain;
}

function where<Rest extends unknown[], Result>(
  sees: Sees,
  hook: (request: FastifyRequest, reply: FastifyReply, ...rest: Rest) => Result,
): (request: FastifyRequest, reply: FastifyReply, ...rest: Rest) => Result | undefined {
  return (request, reply, ...rest) =>
    sees(pathOf(request.raw.url ?? '/'), request.method) ? hook(request, reply, ...rest) : undefined;
}

/** The answer is out: nobody can be told of a hook that fails, and the others are still to hear. */
function finish(hooks: DoneHook[], request: FastifyRequest, reply: FastifyReply): void {
  for (const hook of hooks) {
    try {
      hook(request, reply);
    } catch (error) {
      log.error({ err: error, requestId: request.id }, 'a plugin failed after the answer');
    }
  }
}

/** Hooks that answer at once do not cost a turn of the event loop. */
function ask(
  hooks: RequestHook[],
  from: number,
  request: FastifyRequest,
  reply: FastifyReply,
  done: (error?: Error) => void,
): void {
  for (let index = from; index < hooks.length; index++) {
    let waited: void | Promise<void>;
    try {
      waited = hooks[index]!(request, reply);
    } catch (error) {
      return done(error as Error);
    }
    if (waited)
      return void waited.then(
        () => (isAnswered(reply) ? undefined : ask(hooks, index + 1, request, reply, done)),
        done,
      );
    if (isAnswered(reply)) return;
  }
  done();
}

function isAnswered(reply: FastifyReply): boolean {
  return reply.sent || reply.raw.headersSent || reply.raw.destroyed;
}

function answer(
  hooks: AnswerHook[],
  from: number,
  request: FastifyRequest,
  reply: FastifyReply,
  given: unknown,
  done: (error: Error | null, payload?: unknown) => void,
): void {
  let payload = given;
  for (let index = from; index < hooks.length; index++) {
    let changed: unknown;
    try {
      changed = hooks[index]!(request, reply, payload);
    } catch (error) {
      return done(error as Error);
    }
    if (changed instanceof Promise) {
      const before = payload;
      return void changed.then(
        (value: unknown) => answer(hooks, index + 1, request, reply, value === undefined ? before : value, done),
        done,
      );
    }
    if (changed !== undefined) payload = changed;
  }
  done(null, payload);
}
