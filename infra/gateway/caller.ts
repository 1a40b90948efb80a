import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { canonicalAddress, type Networks } from '../services/addresses.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** A call that our own web makes on behalf of a reader, whose address is then the caller's. */
    isInternal: boolean;
    /** Empty where a request never came as far as the hooks. */
    callerAddress: string;
    /** What a trusted proxy says of the reader's own request. */
    forwarded: Forwarded | undefined;
  }
}

export interface Forwarded {
  scheme: string | undefined;
  host: string | undefined;
}

export interface Trust {
  /** Whose word on their own callers is believed. */
  proxies?: Networks | undefined;
  /** What the web's calls carry. Where there is none, nobody is internal. */
  internalSecret?: string | undefined;
}

export const internalHeader = 'x-colophon-internal';

/**
 * Says of each request who makes it, before anything else looks: for events, logs and limits alike. The header of internal
 * calls is taken away here, right or wrong, so that neither a function nor the web ever sees the secret.
 */
export function knowCallers(app: FastifyInstance, { proxies, internalSecret }: Trust): void {
  const secret = internalSecret ? Buffer.from(internalSecret) : undefined;
  app.decorateRequest('isInternal', false);
  app.decorateRequest('callerAddress', '');
  app.decorateRequest('forwarded', undefined);
  app.addHook('onRequest', (request, _reply, done) => {
    const { raw } = request;
    const given = raw.headers[internalHeader];
    if (given !== undefined) {
      request.isInternal = secret !== undefined && isSame(secret, given);
      takeAway(raw, internalHeader);
    }
    if (request.isInternal)
      request.callerAddress = canonicalAddress(headerOf(raw, 'x-forwarded-for') ?? '') ?? peerOf(request);
    else nameCaller(request, proxies);
    done();
  });
}

/** Of a request that is not our own web's. */
export function nameCaller(
  request: Pick<FastifyRequest, 'raw' | 'callerAddress' | 'forwarded'>,
  proxies: Networks | undefined,
): void {
  const peer = peerOf(request);
  request.callerAddress = peer;
  if (!proxies?.has(peer)) return;
  request.callerAddress = behind(peer, headerOf(request.raw, 'x-forwarded-for') ?? '', proxies);
  request.forwarded = forwardedOf(request.raw);
}

/** Before any hook has seen it: a call of our own web, or one that the gateway puts to itself. */
export function isOurs(raw: IncomingMessage, internalSecret: string | undefined): boolean {
  const given = raw.headers[internalHeader];
  if (given !== undefined && internalSecret) return isSame(Buffer.from(internalSecret), given);
  return (raw as { isLightMyRequest?: boolean }).isLightMyRequest === true;
}

/** Who asks: the reader, behind proxies that are trusted, and behind our own web. IPv4 is written as IPv4. */
export function addressOf(request: Pick<FastifyRequest, 'callerAddress' | 'raw'>): string {
  return request.callerAddress || peerOf(request);
}

/** The other end of the connection. */
export function peerOf({ raw }: Pick<FastifyRequest, 'raw'>): string {
  const address = raw.socket.remoteAddress ?? '';
  if (address.startsWith('::ffff:')) return address.slice(7);
  return address.includes('%') ? address.slice(0, address.indexOf('%')) : address;
}

/**
 * Each proxy appends whom it saw, so the list is true from its right end up to the first that is not trusted; what stands
 * left of that one may be made up. `Forwarded` is not read: a proxy that writes only the older header hands on a caller's.
 */
function behind(peer: string, list: string, proxies: Networks): string {
  let nearest = peer;
  for (let end = list.length; end > 0;) {
    const comma = list.lastIndexOf(',', end - 1);
    const address = canonicalAddress(withoutPort(list.slice(comma + 1, end).trim()));
    // Whoever wrote that is trusted, and could not say whom it saw: so it answers for them itself.
    if (address === undefined) return nearest;
    if (!proxies.has(address)) return address;
    nearest = address;
    end = comma;
  }
  return nearest;
}

function withoutPort(text: string): string {
  const [, bracketed, plain] = /^(?:\[([^\]]+)\](?::\d+)?|(\d+\.\d+\.\d+\.\d+):\d+)$/.exec(text) ?? [];
  return bracketed ?? plain ?? text;
}

const hostForm = /^(?:[A-Za-z0-9._-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(?::\d{1,5})?$/;

/** The last of several is what the nearest proxy says. */
function forwardedOf(raw: IncomingMessage): Forwarded {
  const scheme = lastOf(headerOf(raw, 'x-forwarded-proto'))?.toLowerCase();
  const host = lastOf(headerOf(raw, 'x-forwarded-host'));
  return {
    scheme: scheme === 'http' || scheme === 'https' ? scheme : undefined,
    host: host !== undefined && hostForm.test(host) ? host : undefined,
  };
}

function lastOf(list: string | undefined): string | undefined {
  return list?.slice(list.lastIndexOf(',') + 1).trim();
}

function headerOf(raw: IncomingMessage, name: string): string | undefined {
  const value = raw.headers[name];
  return Array.isArray(value) ? value.join(',') : value;
}

function isSame(secret: Buffer, given: string | string[]): boolean {
  const bytes = Buffer.from(String(given));
  return bytes.length === secret.length && timingSafeEqual(bytes, secret);
}

/** Events are read from either list of Node's. */
export function takeAway(raw: IncomingMessage, name: string): void {
  delete raw.headers[name];
  const { rawHeaders } = raw;
  for (let i = rawHeaders.length - 2; i >= 0; i -= 2)
    if (rawHeaders[i]?.toLowerCase() === name) rawHeaders.splice(i, 2);
}
