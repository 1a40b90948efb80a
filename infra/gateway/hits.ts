import type { IncomingMessage, RequestListener } from 'node:http';
import type { FastifyRequest } from 'fastify';
import { log } from '../../functions/_env/log.ts';
import type { Networks } from '../services/addresses.ts';
import { internalHeader, nameCaller } from './caller.ts';
import type { correlation } from './correlation.ts';
import { Heads } from './heads.ts';
import { HitReply, HitRequest, type Place } from './hit.ts';
import { ask, whenOver } from './hooks-in-turn.ts';
import type { Hit } from './plugin.ts';
import { configOf } from './route-config.ts';
import { faultOf } from './well-formed.ts';

const methods = new Set(['GET', 'HEAD']);
export const mostPlaces = 10_000;
/** Together they take a few megabytes at most: a stranger may make up any number of them. */
const longest = 500;

/** Addresses, letter by letter as they were asked for, of which something was sent from memory, with the routes that they led to. */
export class Places {
  readonly #byMethod: Record<string, Map<string, Place>> = { GET: new Map(), HEAD: new Map() };

  of({ method = '', url = '' }: Pick<IncomingMessage, 'method' | 'url'>): Place | undefined {
    return this.#byMethod[method]?.get(url);
  }

  remember(request: FastifyRequest): void {
    const { url = '' } = request.raw;
    const places = this.#byMethod[request.method];
    if (!places || url.length > longest || places.has(url) || configOf(request).chain?.hit === undefined) return;
    const [oldest] = places.size < mostPlaces ? [] : places.keys();
    if (oldest !== undefined) places.delete(oldest);
    const { server, params, routeOptions } = request;
    places.set(url, { server, params, routeOptions: { url: routeOptions.url, config: configOf(request) } });
  }
}

interface Around {
  places: Places;
  names: ReturnType<typeof correlation>;
  proxies: Networks | undefined;
}

/**
 * What lies in a plugin's memory is answered before the framework, which would take longer than all else about it: to find the
 * route, for objects with room for whatever a request may need, and for the headers. Whatever is unusual about a request leads
 * to the framework; the plugins meet this one as any other.
 */
export function hitsBefore(listener: RequestListener, { places, names, proxies }: Around): RequestListener {
  const heads = new Heads();
  return (raw, response) => {
    const place = places.of(raw);
    if (!place || raw.headers[internalHeader] !== undefined || faultOf(raw, methods) !== undefined)
      return void listener(raw, response);
    const { chain } = place.routeOptions.config;
    const { look, before } = chain!.hit!;
    const hit = look(raw, place.routeOptions.config);
    if (!hit) return void listener(raw, response);

    const request = new HitRequest(raw, names.requestIdOf(raw), place);
    const reply = new HitReply(request, response, chain!.answer, heads);
    nameCaller(request, proxies);
    names.nameRequest(request, reply);
    whenOver(chain!.done, request, reply);
    let hasWaited = false;
    ask(before, 0, request, reply, (error) => {
      if (error) failed(reply, error);
      else send(hit, request, reply, hasWaited);
    });
    hasWaited = true;
  };
}

function send(hit: Hit, request: HitRequest, reply: HitReply, hasWaited: boolean): void {
  try {
    hit(request, reply, hasWaited)?.catch((error: unknown) => failed(reply, error));
  } catch (error) {
    failed(reply, error);
  }
}

function failed(reply: HitReply, error: unknown): void {
  if (!reply.sent) return reply.fail(error);
  // There is an answer, which may be on its way already.
  log.error({ err: error, requestId: reply.request.id }, 'a plugin failed after it had answered');
}
