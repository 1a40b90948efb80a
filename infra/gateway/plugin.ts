import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Readable } from 'node:stream';
import type { FastifyContextConfig, FastifyRequest, RouteOptions } from 'fastify';
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
 * What plugins see of a request: the framework's own, or that of a hit (hit.ts), which never comes to the framework. So they see
 * what both have.
 */
export type PluginRequest = Pick<
  FastifyRequest,
  | 'id'
  | 'raw'
  | 'method'
  | 'url'
  | 'headers'
  | 'params'
  | 'body'
  | 'server'
  | 'traceparent'
  | 'isInternal'
  | 'callerAddress'
  | 'forwarded'
  | 'isAnswered'
  | 'bodyLimit'
  | 'allowBody'
  | 'attempt'
  | 'author'
  | 'isTried'
  | 'beganMs'
> & { readonly routeOptions: { url?: string | undefined; config: FastifyContextConfig } };

export type HeaderValue = string | number | string[];

/** Bytes are sent as they are; of an error nothing is said but that there was one. */
export type Payload = string | Buffer | Readable | Error | undefined;

/** Its answer, likewise. Names of headers are in whatever case. */
export interface PluginReply {
  readonly raw: ServerResponse;
  readonly request: PluginRequest;
  readonly sent: boolean;
  statusCode: number;
  code(status: number): PluginReply;
  type(contentType: string): PluginReply;
  header(name: string, value: HeaderValue): PluginReply;
  headers(values: Record<string, HeaderValue>): PluginReply;
  getHeader(name: string): HeaderValue | undefined;
  getHeaders(): Record<string, HeaderValue | undefined>;
  hasHeader(name: string): boolean;
  removeHeader(name: string): PluginReply;
  serializer(serialize: (payload: unknown) => string): PluginReply;
  send(payload?: Payload): PluginReply;
  /**
   * Sends what lies whole in memory, past the framework's way of sending, which takes longer than finding it. Plugins see it as
   * any other answer; where one of them wants something else sent, that goes the usual way.
   * @param characters the same bytes, one for each (latin1), which Node writes together with the head; empty where there is no body
   */
  sendWhole(body: Buffer | undefined, characters: string): void;
}

/**
 * Where a plugin takes part in a request. Each hook is called for those requests only that its `for` names, in the order of
 * the list in serverless.yml. What returns nothing costs a function call; what returns a promise is waited for.
 */
export interface Hooks {
  /** When a route is opened, before there is any request: what can be known of it for all its requests is kept in its `config`. */
  route?(route: RouteOptions): void;
  /** The head of the request was read, and nothing of its body. Whoever answers here (`reply.send`) ends the chain: no later plugin and no door sees the request. */
  request?(request: PluginRequest, reply: PluginReply): void | Promise<void>;
  /**
   * There is an answer, and none of it was sent: headers may still be set. Also called for what a plugin or the gateway itself
   * answers. Returns what is sent instead, or undefined to leave it.
   */
  answer?(request: PluginRequest, reply: PluginReply, payload: unknown): unknown;
  /** The answer is out, or its connection broke: once for each request, whatever became of it. */
  done?(request: PluginRequest, reply: PluginReply): void;
  /**
   * Beside `request`, of a plugin that no other one with that hook follows: looks whether the answer lies in memory, before the
   * framework hears of the request. If it does, the hooks of all others meet the request as ever, and what this returned
   * answers, in any case, in place of its own `request`.
   */
  hit?(raw: IncomingMessage, config: FastifyContextConfig): Hit | undefined;
  /**
   * Whether its `request` will look at the credential that this request brings along (`Authorization`). Who counts guesses knows by
   * that (`request.isTried`) where there are any, and stands before it.
   */
  tries?(request: PluginRequest, reply: PluginReply): boolean | undefined;
  /**
   * Headers of the one answer that no other hook can touch: the refusal of what could not be read as a request at all, which is
   * written onto the bare connection. Of an entry with `for` they are not taken, since it has no address.
   */
  unreadable?: Record<string, string>;
}

/** @param hasWaited somebody before it did, and what was found then may be stale by now */
export type Hit = (request: PluginRequest, reply: PluginReply, hasWaited: boolean) => void | Promise<void>;

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
