import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type { FastifyInstance } from 'fastify';
import { partsHeader, partsWanted, readParts, type ReadPart } from '../../../functions/_keys/parts.ts';
import type { Asked } from './asked.ts';
import type { PluginRequest } from '../plugin.ts';

/** What the door answered. */
export interface Answer {
  status: number;
  headers: Record<string, string | string[]>;
  /** From what it was built, if it says so and anybody may have it. */
  parts: readonly ReadPart[] | undefined;
  partsText: string;
  /** Whole where there are parts and it is not too large; else as it comes, for one reader. */
  body: Buffer | Readable;
  requestId: string;
}

/** In whose name the door is asked: a reader's, or the gateway's own. */
export interface Asker extends Pick<PluginRequest, 'id' | 'traceparent'> {
  server: Pick<FastifyInstance, 'inject'>;
  address: string;
}

/** A request that this gateway puts to itself. It has met the plugins already, as the reader's. */
export function isInner(raw: IncomingMessage): boolean {
  return (raw as { isLightMyRequest?: boolean }).isLightMyRequest === true;
}

/**
 * Asks the door, or the web, for what the key names. No header of the reader's goes along but those that name the request:
 * what an answer depends on and the key does not name would be everybody's.
 */
export async function askBehind(
  { server, id, traceparent, address }: Asker,
  asked: Pick<Asked, 'url' | 'host' | 'accept'>,
  atLeast: bigint | undefined,
  largestBytes: number,
): Promise<Answer> {
  const answered = await server.inject({
    method: 'GET',
    url: asked.url,
    remoteAddress: address,
    payloadAsStream: true,
    headers: {
      host: asked.host,
      accept: asked.accept,
      'user-agent': 'colophon-edge',
      'x-request-id': id,
      traceparent,
      [partsHeader]: partsWanted,
      ...(atLeast !== undefined && { 'min-version': String(atLeast) }),
    },
  });
  const headers = answered.headers as Answer['headers'];
  const partsText = String(headers[partsHeader] ?? '');
  const answer = { status: answered.statusCode, headers, partsText, requestId: id };
  const parts = isForAll(answered.statusCode, headers) ? readParts(partsText) : undefined;
  const stream = answered.stream();
  if (!parts || Number(headers['content-length'] ?? 0) > largestBytes)
    return { ...answer, parts: undefined, body: stream };
  return { ...answer, parts, body: await buffer(stream) };
}

function isForAll(status: number, headers: Answer['headers']): boolean {
  const vary = String(headers['vary'] ?? '').toLowerCase();
  return (
    (status === 200 || status === 308 || status === 404) &&
    headers['set-cookie'] === undefined &&
    headers['content-encoding'] === undefined &&
    !/\b(?:private|no-store)\b/i.test(String(headers['cache-control'] ?? '')) &&
    vary.split(',').every((name) => ['', 'accept', 'accept-encoding'].includes(name.trim()))
  );
}
