import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import { onTestFinished } from 'vitest';
import type { HttpRoute } from '../lambda-host/function-events.ts';
import { mountPlugins } from './plugin-list.ts';
import type { Surroundings } from './plugin.ts';
import type { GatewaySettings } from './server.ts';
import { type Toy, toyGateway } from './toy-gateway.ts';

interface Around {
  publicUrl?: string;
  environment?: Record<string, string>;
  settings?: Partial<GatewaySettings>;
  web?: RequestListener;
}

/** A gateway with toys behind it and plugins before them, as `custom.gateway.plugins` would name them. */
export async function pluggedGateway(
  toys: Record<string, Toy>,
  plugins: unknown[],
  { publicUrl, environment = {}, settings = {}, web }: Around = {},
) {
  const surroundings: Surroundings = {
    publicUrl: publicUrl === undefined ? undefined : new URL(publicUrl),
    doors: Object.entries(toys).flatMap(([functionName, { routes = [] }]) =>
      routes.map((one) => doorOf(functionName, one)),
    ),
    environment: (name) => environment[name],
    onStop: (close) => onTestFinished(async () => void (await close())),
  };
  const mounted = await mountPlugins({ custom: { gateway: { plugins } } }, surroundings);
  const webUrl = web && (await toyWeb(web));
  return toyGateway(toys, { plugins: mounted, ...(webUrl && { webUrl }), publicUrl, ...settings });
}

function doorOf(functionName: string, route: string | HttpRoute): Surroundings['doors'][number] {
  const { routeKey, authorizer } = typeof route === 'string' ? { routeKey: route } : route;
  return { functionName, routeKey, authorizer } as Surroundings['doors'][number];
}

/** Stands in for the web's process. Answers its address. */
export async function toyWeb(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Says on a bare connection what no client would, piece by piece. Answers all that came back until it was closed. */
export async function speak(port: number, ...pieces: string[]): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  let answer = '';
  socket.on('data', (chunk: Buffer) => (answer += chunk.toString('latin1'))).on('error', () => undefined);
  await once(socket, 'connect');
  for (const piece of pieces) socket.write(piece);
  await once(socket, 'close');
  return answer;
}
