import { randomUUID } from 'node:crypto';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { Duplex } from 'node:stream';
import Fastify, { type FastifyInstance } from 'fastify';
import { log } from '../../functions/_env/log.ts';
import { uploadsFolder } from '../../functions/_files/upload-target.ts';
import type { HostedFunction } from '../lambda-host/functions.ts';
import type { Invoker } from '../lambda-host/invoker.ts';
import { BodyTooLarge, limitBodies } from './body-limits.ts';
import { isOurs, knowCallers, type Trust } from './caller.ts';
import { type Correlation, correlation } from './correlation.ts';
import { openDoors } from './doors.ts';
import { openFiles } from './files.ts';
import { type Outside, runPlugins } from './plugin-chain.ts';
import type { Mounted } from './plugin-list.ts';
import { problemBody, sendProblem } from './problem.ts';
import { doorsOf } from './routes.ts';
import { endSlowBodies } from './slow-bodies.ts';
import { longestUploadMs, openUploads } from './uploads.ts';
import { openWeb } from './web.ts';

export interface GatewaySettings {
  functions: HostedFunction[];
  invoker: Invoker;
  filesDir: string;
  webUrl: string;
  publicUrl?: string | undefined;
  /** What upload targets are signed with. */
  uploadSecret: string;
  /** Where no plugin says another. */
  bodyLimit?: number;
  correlation?: Correlation;
  /** Whose word on callers is believed: nobody's where nothing is said. */
  trust?: Trust;
  /** Policy, in the order in which requests meet it. What is asked for behind a door is in its route's `config.door`. */
  plugins?: Mounted[];
}

declare module 'fastify' {
  interface FastifyInstance {
    /** What runs the functions. */
    invoker: Invoker;
  }
}

const oneMegabyte = 1024 * 1024;
/** Whatever a plugin allows: what no function could be given is not gathered. */
const mostForFunctions = 6 * oneMegabyte;

/**
 * Keep-alive outlasts that of proxies in front; headers that come slowly do not hold a connection for long. A request has the
 * time that an upload may take; all others are held to less by slow-bodies.ts.
 */
const connection = {
  keepAliveTimeout: 72_000,
  headersTimeout: 20_000,
  requestTimeout: longestUploadMs,
  maxHeaderSize: 16 * 1024,
};

/** The public face: API, files, web. Answers the app and a server for each address that it is to be heard on. */
export async function createGateway(settings: GatewaySettings, addresses: number) {
  const {
    functions,
    invoker,
    filesDir,
    uploadSecret,
    webUrl,
    publicUrl,
    bodyLimit = oneMegabyte,
    plugins = [],
    trust = {},
  } = settings;
  let servers: Server[] = [];
  let outside: Outside = () => undefined;
  const names = correlation(settings.correlation ?? { believeCallers: true }, (raw) =>
    isOurs(raw, trust.internalSecret),
  );
  const app = Fastify({
    logger: false,
    bodyLimit: mostForFunctions,
    genReqId: names.requestIdOf,
    requestIdHeader: false,
    exposeHeadRoutes: false,
    // What arrives on an open connection while we stop is answered as well, and the connection closed then.
    return503OnClosing: false,
    // A query belongs to its function, which is given it unread as well.
    routerOptions: { querystringParser: () => ({}), maxParamLength: 8 * 1024, ignoreTrailingSlash: false },
    // An address that cannot be decoded comes past the hooks.
    frameworkErrors: (_error, request, reply) => {
      names.nameRequest(request, reply);
      outside(request, reply);
      sendProblem(reply, 400);
    },
    serverFactory: (listener) => {
      servers = listeningServers(listener, addresses, unreadable(plugins));
      return servers[0] as Server;
    },
  });
  app.setErrorHandler((error: Error & { statusCode?: number }, request, reply) => {
    const status = error instanceof URIError ? 400 : (error.statusCode ?? 500);
    if (status >= 500) log.error({ err: error, requestId: request.id }, 'the gateway failed');
    return sendProblem(reply, status, error instanceof BodyTooLarge ? error.message : undefined);
  });
  app.setNotFoundHandler((_request, reply) => sendProblem(reply, 404));
  app.decorate('invoker', invoker);
  names.correlate(app);
  knowCallers(app, trust);
  endSlowBodies(app);
  outside = runPlugins(app, plugins);
  limitBodies(app, bodyLimit);
  await app.register(async (scope) => openDoors(scope, doorsOf(functions), invoker));
  await app.register(async (scope) => openFiles(scope, filesDir), { prefix: '/' });
  await app.register(async (scope) => openUploads(scope, uploadsFolder(filesDir), uploadSecret));
  await app.register(async (scope) => openWeb(scope, { webUrl, publicUrl }));
  return { app: app as unknown as FastifyInstance, servers };
}

/** The first is Fastify's own; the others speak with the same voice. */
function listeningServers(listener: RequestListener, count: number, headers: string): Server[] {
  const servers = Array.from({ length: count }, () => createServer(connection, listener));
  const [first, ...others] = servers;
  for (const other of others) other.on('upgrade', (...upgrade) => first?.emit('upgrade', ...upgrade));
  for (const server of servers) server.on('clientError', (error, socket) => refuseUnreadable(error, socket, headers));
  return servers;
}

/** What Node could not read as HTTP never becomes a request; it is answered on the bare connection. */
function refuseUnreadable(error: NodeJS.ErrnoException, socket: Duplex, headers: string): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  const status = error.code === 'HPE_HEADER_OVERFLOW' ? 431 : error.code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 408 : 400;
  const requestId = randomUUID();
  const body = problemBody(status, '', requestId);
  socket.end(
    `HTTP/1.1 ${status} Refused\r\nContent-Type: application/problem+json\r\nX-Content-Type-Options: nosniff\r\nX-Request-Id: ${requestId}\r\n` +
      `${headers}Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
}

/** The lines that plugins add to it. */
function unreadable(plugins: Mounted[]): string {
  const headers = Object.assign(
    {},
    ...plugins.map(({ seesAll, hooks }) => (seesAll ? hooks.unreadable : {})),
  ) as Record<string, string>;
  return Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('');
}
