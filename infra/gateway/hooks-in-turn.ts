import { Readable } from 'node:stream';
import { log } from '../../functions/_env/log.ts';
import type { Hooks, PluginReply, PluginRequest } from './plugin.ts';

export type RequestHook = NonNullable<Hooks['request']>;
export type AnswerHook = NonNullable<Hooks['answer']>;
export type DoneHook = NonNullable<Hooks['done']>;

/** Puts a request to each of them, until one answers. Hooks that return nothing do not cost a turn of the event loop. */
export function ask(
  hooks: RequestHook[],
  from: number,
  request: PluginRequest,
  reply: PluginReply,
  done: (error?: Error) => void,
): void {
  for (let index = from; index < hooks.length; index++) {
    let waited: void | Promise<void>;
    try {
      waited = hooks[index]!(request, reply);
    } catch (error) {
      return done(error as Error);
    }
    if (isPromise(waited))
      return void waited.then(
        () => (isAnswered(request, reply) ? undefined : ask(hooks, index + 1, request, reply, done)),
        done,
      );
    if (isAnswered(request, reply)) return;
  }
  done();
}

/** Not the reply itself, which an arrow function hands back. */
function isPromise(value: unknown): value is Promise<void> {
  return value instanceof Promise;
}

function isAnswered(request: PluginRequest, reply: PluginReply): boolean {
  return request.isAnswered || reply.sent || reply.raw.headersSent || reply.raw.destroyed;
}

/** Puts an answer to each of them, and to each what the one before made of it. */
export function answer(
  hooks: AnswerHook[],
  from: number,
  request: PluginRequest,
  reply: PluginReply,
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
        (value: unknown) => answer(hooks, index + 1, request, reply, taken(reply, before, value), done),
        done,
      );
    }
    if (changed !== undefined) payload = taken(reply, payload, changed);
  }
  done(null, payload);
}

function taken(reply: PluginReply, before: unknown, changed: unknown): unknown {
  if (changed === undefined) return before;
  // With the length of what it replaces, the next answer on this connection would begin within it.
  if (changed instanceof Readable) reply.removeHeader('content-length');
  return changed;
}

/** Fastify's own hook does not hear of a connection that broke. */
export function whenOver(hooks: DoneHook[], request: PluginRequest, reply: PluginReply): void {
  if (hooks.length === 0) return;
  reply.raw.on('close', () => {
    for (const hook of hooks) {
      try {
        hook(request, reply);
      } catch (error) {
        // The answer is out: nobody can be told, and the others are still to hear.
        log.error({ err: error, requestId: request.id }, 'a plugin failed after the answer');
      }
    }
  });
}
