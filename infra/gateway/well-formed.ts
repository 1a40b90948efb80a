import type { IncomingMessage } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { sendProblem } from './problem.ts';

/** A name or an address, and a port. User names have no place in it. */
const authority = /^(?:[a-z0-9._-]+|\[[0-9a-f:.]+\])(?::\d{1,5})?$/i;
const absolute = /^https?:\/\/([^/?#]*)(.*)$/is;

/**
 * Refuses what Node's parser lets through and RFC 9112 does not: each is a request of which another server on the way may
 * have thought otherwise. The connection ends with the refusal, since where the next request begins may be unclear, too.
 */
export function refuseIllFormed(app: FastifyInstance): void {
  const methods = new Set<string>(app.supportedMethods);
  app.addHook('onRequest', (request, reply, done) => {
    const status = faultOf(request.raw, methods);
    if (status === undefined) return done();
    // RFC 9110, 9.3.7: about the server as a whole, of which there is nothing to say.
    if (status === 204) return void reply.code(204).send();
    sendProblem(reply.header('connection', 'close'), status);
  });
}

/**
 * The address of a request line that holds the whole of it, as one writes to a proxy; its host is then the one that counts
 * (RFC 9112, 3.2.2).
 */
export function originForm(request: IncomingMessage): string {
  const { url = '/', rawHeaders } = request;
  const [, host, rest = ''] = absolute.exec(url) ?? [];
  if (host === undefined) return url;
  const at = rawHeaders.findIndex((name, index) => index % 2 === 0 && name.toLowerCase() === 'host');
  if (at >= 0) rawHeaders[at + 1] = host;
  request.headers.host = host;
  return rest.startsWith('/') ? rest : `/${rest}`;
}

/** @returns the status that it is refused with */
export function faultOf(
  { method, url = '', httpVersion, headers, rawHeaders }: IncomingMessage,
  methods: Set<string>,
): number | undefined {
  if (httpVersion !== '1.1' && httpVersion !== '1.0') return 505;
  if (url === '*' && method === 'OPTIONS') return 204;
  if (!url.startsWith('/') || url.includes('#')) return 400;
  // Those of WebDAV and the like, which no route can name.
  if (!methods.has(method ?? '')) return 501;
  const hosts = hostsIn(rawHeaders);
  if (hosts > 1 || (hosts === 0 && httpVersion === '1.1')) return 400;
  if (hosts === 1 && !isAuthority(headers.host ?? '')) return 400;
  const coding = headers['transfer-encoding'];
  if (coding === undefined) return undefined;
  // HTTP/1.0 has no chunks: somebody on the way has read the body by other rules.
  if (httpVersion === '1.0') return 400;
  return coding.toLowerCase() === 'chunked' ? undefined : 501;
}

/** Nearly everybody comes to the same one. */
let lastGood: string | undefined;

function isAuthority(host: string): boolean {
  if (host === lastGood) return true;
  if (!authority.test(host)) return false;
  lastGood = host;
  return true;
}

function hostsIn(rawHeaders: string[]): number {
  let hosts = 0;
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i] ?? '';
    if (name.length === 4 && name.toLowerCase() === 'host') hosts++;
  }
  return hosts;
}
