import type { IncomingMessage, ServerResponse } from 'node:http';
import { finished, Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { log } from '../../functions/_env/log.ts';
import { sayNames } from './correlation.ts';
import { endTogether } from './end-together.ts';
import type { Heads } from './heads.ts';
import { answer, type AnswerHook } from './hooks-in-turn.ts';
import type { HeaderValue, Payload, PluginReply, PluginRequest } from './plugin.ts';
import { pathOf, problemBody } from './problem.ts';

/** What is known of an address from an earlier request, which the framework had led to its route. */
export interface Place {
  server: FastifyInstance;
  params: unknown;
  routeOptions: PluginRequest['routeOptions'];
}

/** A request without a body, for what was in memory. */
export class HitRequest implements PluginRequest {
  readonly id: string;
  readonly raw: IncomingMessage;
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly server: FastifyInstance;
  readonly params: unknown;
  readonly routeOptions: PluginRequest['routeOptions'];
  readonly body = undefined;
  readonly isInternal = false;
  readonly isTried = false;
  readonly beganMs = performance.now();
  traceparent = '';
  callerAddress = '';
  forwarded: PluginRequest['forwarded'] = undefined;
  isAnswered = false;
  bodyLimit: number | undefined = undefined;
  allowBody: PluginRequest['allowBody'] = undefined;
  attempt: PluginRequest['attempt'] = undefined;
  author: PluginRequest['author'] = undefined;

  constructor(raw: IncomingMessage, id: string, { server, params, routeOptions }: Place) {
    this.raw = raw;
    this.id = id;
    this.method = raw.method!;
    this.url = raw.url!;
    this.headers = raw.headers;
    this.server = server;
    this.params = params;
    this.routeOptions = routeOptions;
  }
}

/**
 * The answer to it. The framework and Node keep headers in objects of changing shape, which takes longer; here they lie as Node
 * sends them, name after value. Of two dozen one is found sooner than a map would tell where it is.
 */
export class HitReply implements PluginReply {
  readonly request: HitRequest;
  readonly raw: ServerResponse;
  readonly #headers: HeaderValue[] = [];
  readonly #plugins: AnswerHook[];
  readonly #heads: Heads;
  #hasFailed = false;

  constructor(request: HitRequest, raw: ServerResponse, plugins: AnswerHook[], heads: Heads) {
    this.request = request;
    this.raw = raw;
    this.#plugins = plugins;
    this.#heads = heads;
  }

  get statusCode(): number {
    return this.raw.statusCode;
  }

  set statusCode(status: number) {
    this.raw.statusCode = status;
  }

  get sent(): boolean {
    return this.request.isAnswered;
  }

  code(status: number): this {
    this.raw.statusCode = status;
    return this;
  }

  type(contentType: string): this {
    return this.header('content-type', contentType);
  }

  header(name: string, value: HeaderValue): this {
    const at = this.#find(name);
    if (at < 0) this.#headers.push(name.toLowerCase(), value);
    else this.#headers[at + 1] = value;
    return this;
  }

  headers(values: Record<string, HeaderValue>): this {
    for (const name in values) this.header(name, values[name]!);
    return this;
  }

  getHeader(name: string): HeaderValue | undefined {
    const at = this.#find(name);
    return at < 0 ? undefined : this.#headers[at + 1];
  }

  getHeaders(): Record<string, HeaderValue> {
    const found: Record<string, HeaderValue> = {};
    for (let at = 0; at < this.#headers.length; at += 2) found[this.#headers[at] as string] = this.#headers[at + 1]!;
    return found;
  }

  hasHeader(name: string): boolean {
    return this.#find(name) >= 0;
  }

  removeHeader(name: string): this {
    const at = this.#find(name);
    if (at >= 0) this.#headers.splice(at, 2);
    return this;
  }

  /** Where a name stands. Nearly all are written in small letters, as they are kept. */
  #find(name: string): number {
    const at = this.#at(name);
    if (at >= 0) return at;
    const small = name.toLowerCase();
    return small === name ? -1 : this.#at(small);
  }

  #at(name: string): number {
    const headers = this.#headers;
    for (let at = 0; at < headers.length; at += 2) if (headers[at] === name) return at;
    return -1;
  }

  /** What is sent here is text already. */
  serializer(): this {
    return this;
  }

  sendWhole(body: Buffer | undefined, characters: string): void {
    this.#answer(body, (sent) => {
      if (sent !== body) return this.#write(sent);
      this.#head();
      endTogether(this.raw, characters);
    });
  }

  send(payload?: Payload): this {
    if (payload instanceof Error) {
      this.fail(payload);
      return this;
    }
    if (typeof payload === 'string' && !this.hasHeader('content-type')) this.type('text/plain; charset=utf-8');
    if (Buffer.isBuffer(payload) && !this.hasHeader('content-type')) this.type('application/octet-stream');
    this.#answer(payload, (sent) => this.#write(sent));
    return this;
  }

  /** What went wrong is answered in place of what is not out yet. Of the failure the plugins are told as of any answer, once. */
  fail(error: unknown): void {
    log.error({ err: error, requestId: this.request.id }, 'the gateway failed');
    if (this.raw.headersSent) return void this.raw.destroy();
    this.#headers.length = 0;
    for (const name of this.raw.getHeaderNames()) this.raw.removeHeader(name);
    sayNames(this.request, this);
    this.request.isAnswered = this.#hasFailed;
    if (this.#hasFailed) return this.#write(this.#failure());
    this.#hasFailed = true;
    this.send(this.#failure());
  }

  #failure(): string {
    this.code(500).type('application/problem+json').header('cache-control', 'no-store');
    return problemBody(500, pathOf(this.request.url), this.request.id);
  }

  #answer(payload: Payload, write: (payload: unknown) => void): void {
    // Somebody else has answered meanwhile: it was too late.
    if (this.request.isAnswered || this.raw.headersSent) return letGo(payload);
    this.request.isAnswered = true;
    answer(this.#plugins, 0, this.request, this, payload, (error, sent) => {
      if (error) return this.fail(error);
      try {
        write(sent);
      } catch (unfit) {
        // A header that cannot be sent, or a body that is none.
        this.fail(unfit);
      }
    });
  }

  /** As the framework does. */
  #write(payload: unknown): void {
    const hasBody = this.statusCode !== 204 && this.statusCode !== 304;
    if (this.statusCode === 204) this.removeHeader('content-type').removeHeader('content-length');
    if (payload instanceof Readable && hasBody && this.request.method !== 'HEAD') return this.#stream(payload);
    letGo(payload);
    const body = payload instanceof Readable ? undefined : (payload as string | Buffer | undefined);
    if (hasBody && (body !== undefined || this.request.method !== 'HEAD'))
      this.header('content-length', String(Buffer.byteLength(body ?? '')));
    this.#head();
    this.raw.end(body);
  }

  /** One that fails before its first bytes is a 500. */
  #stream(body: Readable): void {
    for (const [name, value] of Object.entries(this.getHeaders())) this.raw.setHeader(name, value);
    finished(body, { writable: false }, (error) => {
      if (error && !this.raw.destroyed) this.fail(error);
    });
    finished(this.raw, () => body.destroy());
    body.pipe(this.raw);
  }

  #head(): void {
    this.#heads.write(this.request.raw, this.raw, this.#headers);
  }
}

/** A stream that nobody reads would hold what it reads from. */
function letGo(payload: unknown): void {
  if (payload instanceof Readable) payload.on('error', () => undefined).destroy();
}
