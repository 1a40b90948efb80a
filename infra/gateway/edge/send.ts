import { Readable } from 'node:stream';
import { partsHeader } from '../../../functions/_keys/parts.ts';
import { chooseEncoding, type Encoding, isNamed } from '../encoding.ts';
import { asItIs } from '../problem.ts';
import type { Answer } from './behind.ts';
import type { Entry, Representation } from './entry.ts';
import type { PluginReply, PluginRequest } from '../plugin.ts';

type Header = string | number | string[] | undefined;

const hit = 'colophon-edge; hit';

/** What was in memory. */
export function sendHit(request: PluginRequest, reply: PluginReply, entry: Entry): void {
  const nowMs = performance.now();
  const age = String(Math.max(0, Math.floor((nowMs - entry.bornMs) / 1000)));
  // A hit takes a fraction of what others count in.
  const took = (nowMs - request.beganMs).toFixed(2);
  sendEntry(request, reply, entry, hit, `${entry.hitTiming}, age;desc="${age}", gateway;dur=${took}`, age);
}

/** What was fetched for this reader, or for another one who asked at the same time. */
export function sendFetched(
  request: PluginRequest,
  reply: PluginReply,
  entry: Entry,
  { headers }: Answer,
  own: string,
): void {
  const { age } = headers;
  const status = withMember(headers['cache-status'], own);
  sendEntry(request, reply, entry, status, withMiss(headers['server-timing']), age === undefined ? age : String(age));
}

/** What is for this one reader. */
export function sendPlain(request: PluginRequest, reply: PluginReply, { status, headers, body }: Answer): void {
  const { [partsHeader]: _1, connection: _2, 'keep-alive': _3, 'transfer-encoding': _4, date: _5, ...rest } = headers;
  const sent = { ...rest, 'server-timing': withMiss(headers['server-timing']) };
  reply.code(status).headers(sent).header('cache-status', withMember(headers['cache-status'], 'fwd=miss'));
  const unchanged = status === 200 && isNamed(request.raw.headers['if-none-match'], headers['etag'] as string);
  if (!unchanged && request.raw.method !== 'HEAD') return void reply.serializer(asItIs).send(body);
  if (body instanceof Readable) body.destroy();
  if (unchanged) reply.code(304).removeHeader('content-length');
  reply.send();
}

/** RFC 9211: one member for each cache on the way, that nearest the origin first. */
export function withMember(before: Header, own: string): string {
  const member = `colophon-edge; ${own}`;
  return before === undefined ? member : `${[before].flat().join(', ')}, ${member}`;
}

function withMiss(before: Header): string {
  return before === undefined ? 'edge;desc=miss' : `edge;desc=miss, ${[before].flat().join(', ')}`;
}

function sendEntry(
  request: PluginRequest,
  reply: PluginReply,
  entry: Entry,
  cacheStatus: string,
  timing: string,
  age: string | undefined,
): void {
  const { headers: asked } = request.raw;
  const form = formFor(entry, asked['accept-encoding']);
  const lines = (form.lines ??= Object.entries(form.headers).flat());
  for (let at = 0; at < lines.length; at += 2) reply.header(lines[at]!, lines[at + 1]!);
  reply.header('cache-status', cacheStatus).header('server-timing', timing);
  if (age !== undefined) reply.header('age', age);
  if (request.isInternal) reply.header(partsHeader, entry.partsText);
  if (isNamed(asked['if-none-match'], entry.etag)) {
    reply.removeHeader('content-type').removeHeader('content-length');
    return reply.code(304).sendWhole(undefined, '');
  }
  reply.code(entry.status);
  if (entry.aroundRequestId) reply.serializer(asItIs).send(entry.aroundRequestId.map(String).join(request.id));
  else reply.sendWhole(form.body, (form.characters ??= form.body.toString('latin1')));
}

function formFor({ identity, variants }: Entry, accept: string | undefined): Representation {
  if (accept === undefined) return identity;
  const available = Object.keys(variants) as Encoding[];
  if (available.length === 0) return identity;
  const encoding = chooseEncoding(accept, available);
  return (encoding && variants[encoding]) ?? identity;
}
