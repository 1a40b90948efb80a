import type { FastifyReply, FastifyRequest, RouteOptions } from 'fastify';
import type { Door } from './routes.ts';

/** What a plugin is told of the gateway that it is in. */
export interface Surroundings {
  /** How readers reach the site: https://blog.example. */
  publicUrl: URL | undefined;
  /** The doors of the API, as serverless.yml declares them. */
  doors: Door[];
  /** A setting from the environment; undefined where it is not given. */
  environment(name: string): string | undefined;
  /** Takes what is to be closed when the gateway stops; the last is closed first. */
  onStop(close: () => unknown): void;
}

/**
 * Where a plugin takes part in a request. Each hook is called for those requests only that its `for` names, in the order of
 * the list in serverless.yml. What returns nothing costs a function call; what returns a promise is waited for.
 */
export interface Hooks {
  /** When a route is opened, before there is any request: what can be known of it for all its requests is kept in its `config`. */
  route?(route: RouteOptions): void;
  /** The head of the request was read, and nothing of its body. Whoever answers here (`reply.send`) ends the chain: no later plugin and no door sees the request. */
  request?(request: FastifyRequest, reply: FastifyReply): void | Promise<void>;
  /**
   * There is an answer, and none of it was sent: headers may still be set. Also called for what a plugin or the gateway itself
   * answers. Returns what is sent instead, or undefined to leave it.
   */
  answer?(request: FastifyRequest, reply: FastifyReply, payload: unknown): unknown;
  /** The answer is out, or its connection broke: once for each request, whatever became of it. */
  done?(request: FastifyRequest, reply: FastifyReply): void;
  /**
   * Headers of the one answer that no other hook can touch: the refusal of what could not be read as a request at all, which is
   * written onto the bare connection. Of an entry with `for` they are not taken, since it has no address.
   */
  unreadable?: Record<string, string>;
}

/** One file's default export: what it is called, what may be set, and what it does. */
export interface GatewayPlugin<Settings = Record<string, unknown>> {
  name: string;
  /** JSON Schema of `settings` in serverless.yml. Defaults are filled in; what it does not name is refused at start. */
  settings: Record<string, unknown>;
  create(settings: Settings, surroundings: Surroundings): Hooks | Promise<Hooks>;
}

/** Names the type of a plugin's settings, which its schema has checked before `create` sees them. */
export function definePlugin<Settings>(plugin: GatewayPlugin<Settings>): GatewayPlugin<Settings> {
  return plugin;
}
