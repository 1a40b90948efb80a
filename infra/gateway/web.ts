import type { IncomingHttpHeaders } from 'node:http';
import fastifyHttpProxy, { type FastifyHttpProxyOptions } from '@fastify/http-proxy';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { log } from '../../functions/_env/log.ts';
import { BodyTooLarge } from './body-limits.ts';
import { addressOf } from './caller.ts';
import { sendProblem } from './problem.ts';
import { longestUploadMs } from './uploads.ts';
import { shareBodies } from './web-bodies.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The web's process answers. */
    isWeb?: boolean;
  }
}

/** To the web, of each of the ways below. */
const connections = 128;
/** Their bodies are not passed on. What others send may come drop by drop, and holds a connection meanwhile: none that these need. */
const readers = ['GET', 'HEAD'];
const writers = ['DELETE', 'OPTIONS', 'PATCH', 'POST', 'PUT'];

/** A page names in a header what it was built from. */
const maxHeaderSize = 64 * 1024;

interface Settings {
  webUrl: string;
  publicUrl: string | undefined;
  /** Bytes of the largest file that the author may upload. */
  fileLimit: number;
  /** While one works on it, its pages are told by WebSocket to load again. */
  isReloading: boolean;
}

/** The one page that takes a file, with a little form around it: as large and as slow as an upload may be. */
const uploadPage = '/studio/image';
const formAround = 1024 * 1024;

/**
 * Everything that is neither API nor file is the web's: streamed through. Upgrades are passed on to a web that is being worked on and to
 * no other: one that does not take them would leave the gateway to keep what a stranger says.
 */
export async function openWeb(
  app: FastifyInstance,
  { webUrl, publicUrl, fileLimit, isReloading }: Settings,
): Promise<void> {
  // How readers reach the site is known where it is set; else whoever is trusted in front says it.
  const scheme = publicUrl ? new URL(publicUrl).protocol.slice(0, -1) : undefined;
  app.addHook('onRoute', (route) => {
    route.config = { ...route.config, isWeb: true };
  });
  app.addHook('onSend', async (_request, reply) => timeHere(reply));
  const proxy = {
    upstream: webUrl,
    disableRequestLogging: true,
    undici: { connections, headersTimeout: 30_000, bodyTimeout: 0, maxHeaderSize },
    replyOptions: {
      // Asked again behind the reader's back, a page that says 503 would hold up the connection; the reader decides.
      retryDelay: () => null,
      rewriteRequestHeaders: (request, headers) => requestHeaders(request as FastifyRequest, headers, scheme),
      rewriteHeaders: (headers) => responseHeaders(headers),
      onError: (reply, { error }) => webIsDown(reply as unknown as FastifyReply, error),
    },
  } satisfies FastifyHttpProxyOptions;
  await app.register(fastifyHttpProxy, { ...proxy, prefix: '/', httpMethods: readers, websocket: isReloading });
  await app.register(async (scope) => {
    shareBodies(scope);
    await scope.register(fastifyHttpProxy, { ...proxy, prefix: '/', httpMethods: writers });
    await scope.register(fastifyHttpProxy, {
      ...proxy,
      prefix: uploadPage,
      rewritePrefix: uploadPage,
      routes: ['/'],
      httpMethods: ['POST'],
      config: { bodyLimit: fileLimit + formAround, bodyWithinMs: longestUploadMs },
    });
  });
}

function requestHeaders(request: FastifyRequest, headers: IncomingHttpHeaders, scheme?: string): IncomingHttpHeaders {
  const host = request.forwarded?.host ?? request.headers.host;
  // Answered here, and the way to the web knows no such wish.
  const { expect: _answered, ...others } = headers;
  return {
    ...others,
    ...(host !== undefined && { host, 'x-forwarded-host': host }),
    'x-forwarded-for': addressOf(request),
    'x-forwarded-proto': scheme ?? request.forwarded?.scheme ?? 'http',
    'x-request-id': request.id,
    traceparent: request.traceparent,
  };
}

/** Of the connection to the web, and of correlation, which this gateway has already named in the answer. */
const ownHeaders = [
  'connection',
  'keep-alive',
  'proxy-connection',
  'server',
  'x-powered-by',
  'x-request-id',
  'traceparent',
];

function responseHeaders(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  const kept = { ...headers };
  for (const name of ownHeaders) delete kept[name];
  return kept;
}

/** How long a page took here altogether. One that a cache of this gateway asked for says so already. */
function timeHere(reply: FastifyReply): void {
  const given = String(reply.getHeader('server-timing'));
  if (!given.includes('web;dur=') || given.includes('gateway;dur=')) return;
  reply.header('server-timing', `${given}, gateway;dur=${(performance.now() - reply.request.beganMs).toFixed(1)}`);
}

function webIsDown(reply: FastifyReply, error: Error & { statusCode?: number }): void {
  const { request } = reply;
  if (error.cause instanceof BodyTooLarge) return void sendProblem(reply, 413, error.cause.message);
  const status = error.statusCode === 504 ? 504 : 503;
  log.warn({ err: error.cause ?? error, requestId: request.id, status }, 'the web does not answer');
  const wantsPage = request.headers.accept?.includes('text/html');
  if (!wantsPage) return void sendProblem(reply, status);
  reply
    .code(status)
    .headers({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'retry-after': '2',
      'content-security-policy': "default-src 'none'",
    })
    .send(sorryPage(request.id));
}

function sorryPage(requestId: string): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Back in a moment</title>
<h1>Back in a moment</h1>
<p>The part that makes the pages is starting again. Please reload in a few seconds.</p>
<p><small>Request ${requestId}</small></p>
</html>
`;
}
