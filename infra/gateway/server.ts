import type { Server } from 'node:http';
import Fastify, { type FastifyInstance, type FastifyReply } from 'fastify';
import { log } from '../../functions/_env/log.ts';
import { uploadsFolder } from '../../functions/_files/upload-target.ts';
import type { HostedFunction } from '../lambda-host/functions.ts';
import type { Invoker } from '../lambda-host/invoker.ts';
import { BodyTooLarge, limitBodies } from './body-limits.ts';
import { isOurs, knowCallers, type Trust } from './caller.ts';
import { type ConnectionLimits, listeningServers } from './connections.ts';
import { type Correlation, correlation } from './correlation.ts';
import { openDoors } from './doors.ts';
import { drain } from './drain.ts';
import { openFiles } from './files.ts';
import { hitsBefore, Places } from './hits.ts';
import { runPlugins } from './plugin-chain.ts';
import type { Mounted } from './plugin-list.ts';
import { sendProblem } from './problem.ts';
import { doorsOf } from './routes.ts';
import { endSlowBodies } from './slow-bodies.ts';
import { openUploads } from './uploads.ts';
import { openWeb } from './web.ts';
import { originForm, refuseIllFormed } from './well-formed.ts';

export interface GatewaySettings {
  functions: HostedFunction[];
  invoker: Invoker;
  filesDir: string;
  /** Bytes of the largest file that the author may upload. */
  fileLimit?: number;
  webUrl: string;
  /** The web is being worked on: npm run dev. */
  isWebReloading?: boolean;
  publicUrl?: string | undefined;
  /** What upload targets are signed with. */
  uploadSecret: string;
  /** Where no plugin says another. */
  bodyLimit?: number;
  correlation?: Correlation;
  /** Whose word on callers is believed: nobody's where nothing is said. */
  trust?: Trust;
  /** What a connection may take, where it is not the usual. */
  limits?: Partial<ConnectionLimits>;
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
/** Whatever a plugin allows, a body for a function is gathered up to what an HTTP API takes; how much Lambda does, lambda-limit.ts says. */
const mostForFunctions = 10 * oneMegabyte;

/**
 * The public face: API, files, web. Answers the app, a server for each address that it is to be heard on, and the way to end
 * without breaking anything off: see drain.ts.
 */
export async function createGateway(settings: GatewaySettings, addresses: number) {
  const {
    functions,
    invoker,
    filesDir,
    fileLimit = 25 * oneMegabyte,
    uploadSecret,
    webUrl,
    isWebReloading = false,
    publicUrl,
    bodyLimit = oneMegabyte,
    plugins = [],
    trust = {},
    limits,
  } = settings;
  let servers: Server[] = [];
  const draining = drain();
  const places = new Places();
  const names = correlation(settings.correlation ?? { believeCallers: true }, (raw) =>
    isOurs(raw, trust.internalSecret),
  );
  const app = Fastify({
    logger: false,
    bodyLimit: mostForFunctions,
    genReqId: names.requestIdOf,
    rewriteUrl: originForm,
    requestIdHeader: false,
    exposeHeadRoutes: false,
    // What arrives on an open connection while we stop is answered as well, and the connection closed then.
    return503OnClosing: false,
    // A query belongs to its function, which is given it unread as well.
    routerOptions: { querystringParser: () => ({}), maxParamLength: 8 * 1024, ignoreTrailingSlash: false },
    // An address that cannot be decoded comes past the hooks.
    frameworkErrors: (_error, request, reply: FastifyReply) => {
      names.nameRequest(request, reply);
      policy.outside(request, reply);
      sendProblem(reply, 400);
    },
    serverFactory: (listener) => {
      servers = listeningServers(hitsBefore(listener, { places, names, proxies: trust.proxies }), addresses, {
        proxies: trust.proxies,
        limits,
        headers: unreadable(plugins),
        isWebReloading,
      });
      draining.watch(servers);
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
  const policy = runPlugins(app, [...draining.plugins, ...plugins], places);
  refuseIllFormed(app);
  endSlowBodies(app);
  policy.open();
  limitBodies(app, bodyLimit);
  await app.register(async (scope) => openDoors(scope, doorsOf(functions), invoker));
  await app.register(async (scope) => openFiles(scope, filesDir), { prefix: '/' });
  await app.register(async (scope) => openUploads(scope, uploadsFolder(filesDir), uploadSecret));
  await app.register(async (scope) => openWeb(scope, { webUrl, publicUrl, fileLimit, isReloading: isWebReloading }));
  return {
    app: app as unknown as FastifyInstance,
    servers,
    drain: (quietMs: number) => draining.begin(servers, quietMs),
  };
}

/** What plugins add to the refusal of what is no request at all. */
function unreadable(plugins: Mounted[]): Record<string, string> {
  return Object.assign({}, ...plugins.map(({ seesAll, hooks }) => (seesAll ? hooks.unreadable : {}))) as Record<
    string,
    string
  >;
}
