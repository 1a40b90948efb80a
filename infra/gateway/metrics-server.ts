import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import type { OnStop } from '../lambda-host/lifecycle.ts';
import { CannotStart } from '../services/cannot-start.ts';
import type { Family } from './metrics.ts';
import { metricsText, metricsType } from './metrics-text.ts';

/** GET /metrics, on loopback alone and never on the public listener. Without a port there is none. */
export async function serveMetrics(
  port: string | undefined,
  read: () => Family[] | Promise<Family[]>,
  onStop: OnStop,
): Promise<void> {
  if (!port) return;
  const server = createServer({ keepAliveTimeout: 72_000 }, (request, response) => {
    const status = refusal(request);
    if (status) return void response.writeHead(status).end();
    Promise.resolve(read()).then(
      (families) => response.writeHead(200, { 'content-type': metricsType }).end(metricsText(families)),
      () => response.writeHead(503).end(),
    );
  });
  server.listen({ port: Number(port), host: '127.0.0.1' });
  await once(server, 'listening').catch((error: NodeJS.ErrnoException) => {
    throw new CannotStart(`The gateway cannot listen on METRICS_PORT=${port} of 127.0.0.1 (${error.code}).`);
  });
  onStop(() => {
    server.close();
    server.closeAllConnections();
  });
}

/** A page whose name was turned to this machine reaches loopback through its reader's browser; it names itself in `Host`. */
function refusal({ method, url, headers }: IncomingMessage): number | undefined {
  const host = (headers.host ?? '').replace(/:\d+$/, '').replace(/^\[|\]$/g, '');
  if (host !== 'localhost' && isIP(host) === 0) return 403;
  if (url !== '/metrics') return 404;
  return method === 'GET' || method === 'HEAD' ? undefined : 405;
}
