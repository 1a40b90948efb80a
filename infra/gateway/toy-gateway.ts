import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { HostedFunction } from '../lambda-host/functions.ts';
import type { HttpRoute } from '../lambda-host/function-events.ts';
import { type Handler, InProcessInvoker } from '../lambda-host/in-process-invoker.ts';
import { listen } from './listen.ts';
import { createGateway, type GatewaySettings } from './server.ts';

export interface Toy {
  handler: Handler;
  routes?: (string | HttpRoute)[];
  timeoutSeconds?: number;
}

/** A gateway with handlers of the test, on a port of its own, closed when the test is over. */
export async function toyGateway(toys: Record<string, Toy>, settings: Partial<GatewaySettings> = {}) {
  const functions: HostedFunction[] = Object.entries(toys).map(([name, { routes = [], timeoutSeconds = 0.3 }]) => ({
    name,
    source: '',
    timeoutSeconds,
    memoryMegabytes: 128,
    routes: routes.map((route) => (typeof route === 'string' ? { routeKey: route } : route)),
    queues: [],
    schedules: [],
  }));
  const invoker = new InProcessInvoker(
    functions.map(({ name, timeoutSeconds, memoryMegabytes }) => ({
      name,
      handler: toys[name]?.handler ?? (() => undefined),
      timeoutSeconds,
      memoryMegabytes,
    })),
  );
  const dataDir = mkdtempSync(join(tmpdir(), 'colophon-data-'));
  const filesDir = join(dataDir, 'files');
  const hosts = ['127.0.0.1', '::1'];
  // Nobody listens on port 1: the web of most tests is down.
  const { app, servers, drain } = await createGateway(
    { functions, invoker, filesDir, webUrl: 'http://127.0.0.1:1', uploadSecret: 'secret of a toy', ...settings },
    hosts.length,
  );
  await app.ready();
  const port = await listen(servers, hosts, 0);
  onTestFinished(async () => {
    for (const server of servers) server.closeAllConnections();
    for (const server of servers) if (server.listening) server.close();
    await app.close();
    rmSync(dataDir, { recursive: true });
  });
  return { app, url: `http://127.0.0.1:${port}`, port, filesDir: settings.filesDir ?? filesDir, drain };
}
