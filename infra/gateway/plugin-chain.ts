import type { OutgoingHttpHeaders } from 'node:http';
import type { FastifyInstance, FastifyReply, FastifyRequest, RouteOptions } from 'fastify';
import { endTogether } from './end-together.ts';
import { answer, type AnswerHook, ask, type DoneHook, type RequestHook, whenOver } from './hooks-in-turn.ts';
import type { Hooks, PluginReply, PluginRequest } from './plugin.ts';
import type { Mounted } from './plugin-list.ts';
import type { Places } from './hits.ts';
import { isInner } from './edge/behind.ts';
import type { Sees } from './plugin-reach.ts';
import { pathOf } from './problem.ts';
import { configOf } from './route-config.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** There is an answer; of one that is streamed nothing may be out yet. */
    isAnswered: boolean;
    /** The plugins have seen its answer. */
    hasPassed: boolean;
    /** Somebody will look at the credential that it brings along: a plugin, or an authorizer before the door. */
    isTried: boolean;
    /** When it came, by the monotonic clock. */
    beganMs: number;
  }
  interface FastifyReply {
    sendWhole: PluginReply['sendWhole'];
  }
  interface FastifyContextConfig {
    /** The plugins that see this route. */
    chain?: Chain;
  }
}

export interface Chain {
  request: RequestHook[];
  answer: AnswerHook[];
  done: DoneHook[];
  tries: NonNullable<Hooks['tries']>[];
  /** Of the last that takes requests, which then does not come to the framework: all that come before it. */
  hit: { look: NonNullable<Hooks['hit']>; before: RequestHook[] } | undefined;
}

/** What the gateway asks itself has met the plugins as the reader's request. */
const nobody: Chain = { request: [], answer: [], done: [], tries: [], hit: undefined };

/**
 * Lets plugins take part in every request. What each route needs is found when it is opened, so that a request costs a
 * call for each plugin that sees it and nothing for the others. What no route takes is seen by whoever sees its address.
 * @param places what was sent whole is remembered there: hits.ts
 */
export function runPlugins(app: FastifyInstance, plugins: Mounted[], places: Places): Policy {
  const elsewhere = chainFor(plugins, '/*', app.supportedMethods);
  app.addHook('onRoute', (route: RouteOptions) => {
    const methods = [route.method].flat();
    for (const { reach, hooks } of plugins) if (reach(route.url, methods) !== false) hooks.route?.(route);
    route.config = { ...route.config, chain: chainFor(plugins, route.url, methods) };
  });
  const of = (request: FastifyRequest): Chain =>
    isInner(request.raw) ? nobody : (configOf(request).chain ?? elsewhere);

  app.decorateRequest('isAnswered', false);
  app.decorateRequest('hasPassed', false);
  app.decorateRequest('isTried', false);
  app.decorateRequest('beganMs', 0);
  app.addHook('onRequest', (request, reply, done) => {
    request.beganMs = performance.now();
    whenOver(of(request).done, request, reply);
    done();
  });
  app.addHook('onSend', (request, reply, payload, done) => {
    request.isAnswered = true;
    if (!request.hasPassed) return answer(of(request).answer, 0, request, reply, payload, done);
    // Should it fail from here on, its refusal is an answer of its own.
    request.hasPassed = false;
    done(null, payload);
  });
  app.decorateReply('sendWhole', function (this: FastifyReply, body: Buffer | undefined, characters: string) {
    const { request, raw } = this;
    // Somebody else has answered meanwhile: it was too late.
    if (this.sent || raw.headersSent) return;
    request.isAnswered = true;
    places.remember(request);
    answer(of(request).answer, 0, request, this, body, (error, payload) => {
      if (error) return void this.send(error);
      if (payload !== body) {
        request.hasPassed = true;
        return void this.send(payload);
      }
      try {
        raw.writeHead(raw.statusCode, this.getHeaders() as OutgoingHttpHeaders);
      } catch (unfit) {
        // A header that cannot be sent. Here nobody else would hear of it.
        return void this.send(unfit);
      }
      this.hijack();
      endTogether(raw, characters);
    });
  });
  return {
    open: () =>
      app.addHook('onRequest', (request, reply, done) => {
        const chain = of(request);
        if (request.headers.authorization !== undefined)
          request.isTried =
            configOf(request).door?.authorizer !== undefined || chain.tries.some((tries) => tries(request, reply));
        ask(chain.request, 0, request, reply, done);
      }),
    outside(request, reply) {
      whenOver(elsewhere.done, request, reply);
      for (const hook of elsewhere.answer) void hook(request, reply, undefined);
    },
  };
}

/** What is prepared before any request, and takes part in each: the answers of all that comes before the plugins pass them, too. */
export interface Policy {
  /** From here on requests are put to the plugins. What a hook before this one refuses, they only see the answer of. */
  open(): void;
  /**
   * For what the framework refuses before its own hooks: an address that cannot be decoded. Its answer is given the headers of
   * all others, and counts as theirs do; what a hook returns in place of the payload is not looked at.
   */
  outside(request: FastifyRequest, reply: FastifyReply): void;
}

function chainFor(plugins: Mounted[], url: string, methods: string[]): Chain {
  const chain: Chain = { request: [], answer: [], done: [], tries: [], hit: undefined };
  for (const { reach, hooks } of plugins) {
    const seen = reach(url, methods);
    if (seen === false) continue;
    if (hooks.request) {
      chain.hit = hooks.hit && seen === true ? { look: hooks.hit, before: [...chain.request] } : undefined;
      chain.request.push(seen === true ? hooks.request : where(seen, hooks.request));
    }
    if (hooks.answer) chain.answer.push(seen === true ? hooks.answer : where(seen, hooks.answer));
    if (hooks.tries) chain.tries.push(seen === true ? hooks.tries : where(seen, hooks.tries));
    if (hooks.done) chain.done.push(seen === true ? hooks.done : where(seen, hooks.done));
  }
  return chain;
}

function where<Rest extends unknown[], Result>(
  sees: Sees,
  hook: (request: PluginRequest, reply: PluginReply, ...rest: Rest) => Result,
): (request: PluginRequest, reply: PluginReply, ...rest: Rest) => Result | undefined {
  return (request, reply, ...rest) =>
    sees(pathOf(request.raw.url ?? '/'), request.method) ? hook(request, reply, ...rest) : undefined;
}
