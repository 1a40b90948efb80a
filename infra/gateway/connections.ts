import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Networks } from '../services/addresses.ts';
import { shareOut } from './connection-share.ts';
import { awaitContinue } from './continue.ts';
import { problemBody } from './problem.ts';
import { longestUploadMs } from './uploads.ts';

/**
 * What a connection may take. Keep-alive outlasts that of proxies in front; headers that come slowly do not hold a
 * connection for long. A request has the time that an upload may take; all others are held to less by slow-bodies.ts.
 */
const usual = {
  keepAliveTimeout: 72_000,
  headersTimeout: 20_000,
  // How late Node notices.
  connectionsCheckingInterval: 5_000,
  requestTimeout: longestUploadMs,
  maxHeaderSize: 16 * 1024,
  /** On a connection on which neither side gets on, somebody is away or does not want to read. */
  silenceMs: 60_000,
  /** A browser opens six; behind one address may be a house full of them. */
  perAddress: 256,
};

export type ConnectionLimits = typeof usual;

/** A server for each address. The first is Fastify's own; the others speak with the same voice. */
export function listeningServers(
  listener: RequestListener,
  count: number,
  {
    proxies,
    limits,
    headers = {},
    isWebReloading = false,
  }: {
    proxies?: Networks | undefined;
    limits?: Partial<ConnectionLimits> | undefined;
    /** Of what is refused before it is a request. */
    headers?: Record<string, string>;
    /** Then pages may ask for another protocol; else such a wish is not heard. */
    isWebReloading?: boolean;
  } = {},
): Server[] {
  const { silenceMs, perAddress, ...connection } = { ...usual, ...limits };
  const options = {
    ...connection,
    requireHostHeader: false,
    optimizeEmptyRequests: true,
    shouldUpgradeCallback: isWebReloading ? isForTheWeb : () => false,
  };
  const lines = Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('');
  const servers = Array.from({ length: count }, () => createServer(options, listener));
  const [first, ...others] = servers;
  for (const other of others) other.on('upgrade', (...upgrade) => first?.emit('upgrade', ...upgrade));
  for (const server of servers) {
    server.setTimeout(silenceMs);
    server.on('clientError', (error, socket) => refuseUnreadable(error, socket, lines));
    server.on('checkContinue', (request, response) => {
      awaitContinue(request, response);
      listener(request, response);
    });
    // Node has let go of it, and until the web has taken it nobody else would hear that it broke.
    server.on('upgrade', (_request, socket) => socket.on('error', () => socket.destroy()));
  }
  shareOut(servers, perAddress, proxies);
  return servers;
}

/** Only hot reload wants another protocol. All else is answered as if nothing had been said, which RFC 9110 (7.8) allows. */
function isForTheWeb({ method, url = '', headers }: IncomingMessage): boolean {
  return (
    method === 'GET' &&
    headers.upgrade?.toLowerCase() === 'websocket' &&
    !/^\/(?:api|files|uploads)(?:[/?]|$)/.test(url)
  );
}

/**
 * What Node could not read as HTTP never becomes a request; it is answered on the bare connection. Whoever sends on after
 * that comes here again and is cut off; whoever only stays falls silent.
 */
function refuseUnreadable(error: NodeJS.ErrnoException, socket: Duplex, headers: string): void {
  // The answer to an earlier request on this connection: nothing may be written into it.
  const underWay = (socket as { _httpMessage?: ServerResponse | null })._httpMessage;
  if (error.code === 'ECONNRESET' || !socket.writable || underWay?.headersSent) return void socket.destroy();
  const status = error.code === 'HPE_HEADER_OVERFLOW' ? 431 : error.code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 408 : 400;
  const requestId = randomUUID();
  const body = problemBody(status, '', requestId);
  socket.end(
    `HTTP/1.1 ${status} Refused\r\nContent-Type: application/problem+json\r\nX-Content-Type-Options: nosniff\r\nX-Request-Id: ${requestId}\r\n` +
      `${headers}Cache-Control: no-store\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
}
