import type { IncomingMessage, RequestListener } from 'node:http';
import type { FastifyRequest } from 'fastify';
import type { Networks } from '../services/addresses.ts';
import { internalHeader, nameCaller } from './caller.ts';
import type { correlation } from './correlation.ts';
import { HitReply, HitRequest, type Place } from './hit.ts';
import { ask, whenOver } from './hooks-in-turn.ts';
import { configOf } from './route-config.ts';
import { faultOf } from './well-formed.ts';

const methods = new Set(['GET', 'HEAD']);
const most = 10_000;

/** Addresses, letter by letter as they were asked for, of which something was sent from memory, with the routes that they led to. */
export class Places {
  readonly #byMethod: Record<string, Map<string, Place>> = { GET: new Map(), HEAD: new Map() };

  of({ method = '', url = '' }: IncomingMessage): Place | undefined {
    return this.#byMethod[method]?.get(url);
  }

  remember(request: FastifyRequest): void {
    const { url = '' } = request.raw;
    const places = this.#byMethod[request.method];
    if (!places || places.has(url) || configOf(request).chain?.hit === undefined) return;
    const [oldest] = places.size < most ? [] : places.keys();
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
 * to the framework; the plugins meet this one as any other. Should what was found be stale before they have let it through, it
 * begins anew there, and they meet it twice.
 */
export function hitsBefore(listener: RequestListener, { places, names, proxies }: Around): RequestListener {
  return (raw, response) => {
    const place = places.of(raw);
    if (!place || raw.headers[internalHeader] !== undefined || faultOf(raw, methods) !== undefined)
      return void listener(raw, response);
    const { config } = place.routeOptions;
    const { look, before } = config.chain!.hit!;
    const hit = look(raw, config);
    if (!hit) return void listener(raw, response);

    const request = new HitRequest(raw, names.requestIdOf(raw), place);
    const reply = new HitReply(request, response, config.chain!.answer);
    nameCaller(request, proxies);
    names.nameRequest(request, reply);
    whenOver(config.chain!.done, request, reply);
    let hasWaited = false;
    ask(before, 0, request, reply, (error) => {
      if (error) return reply.fail(error);
      // What was found before one of them waited may have become stale since.
      const still = hasWaited ? look(raw, config) : hit;
      if (still) return reply.sendHit(still);
      request.isAnswered = true;
      listener(raw, response);
    });
    hasWaited = true;
  };
}
