import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

type Handler = (request: IncomingMessage, response: ServerResponse) => void | Promise<void>;

// The adapter reads these names once, when it is imported. The headers are set below, never taken from a caller.
process.env['PROTOCOL_HEADER'] = 'x-forwarded-proto';
process.env['HOST_HEADER'] = 'x-forwarded-host';
const built = new URL('./build/handler.js', import.meta.url).href;
const { handler } = (await import(built)) as { handler: Handler };

const publicUrl = process.env['PUBLIC_URL'] ? new URL(process.env['PUBLIC_URL']) : null;

const server = createServer((request, response) => {
  request.headers['x-forwarded-proto'] = publicUrl?.protocol.slice(0, -1) ?? 'http';
  request.headers['x-forwarded-host'] = publicUrl?.host ?? request.headers.host;
  void handler(request, response);
});

server.listen({ host: '127.0.0.1', port: Number(process.env['PORT'] ?? 0) }, () => {
  const { port } = server.address() as AddressInfo;
  tellLauncher({ kind: 'ready', address: `http://127.0.0.1:${port}` });
  if (!process.send) process.stdout.write(`http://127.0.0.1:${port}\n`);
});

// A launcher that hears no heartbeat for some seconds knows that the event loop is blocked.
const heartbeat = setInterval(() => tellLauncher({ kind: 'heartbeat' }), 500);
heartbeat.unref();

process.once('SIGTERM', stop);
process.once('SIGINT', stop);
// The launcher is gone, perhaps by kill -9: nobody is left who would stop this process.
process.once('disconnect', stop);

function tellLauncher(message: { kind: 'ready'; address: string } | { kind: 'heartbeat' }): void {
  if (process.connected) process.send?.(message);
}

/** Lets running answers finish, but not longer than the launcher waits. */
function stop(): void {
  clearInterval(heartbeat);
  server.close(() => process.exit(0));
  server.closeIdleConnections();
  setTimeout(() => process.exit(0), 3_000).unref();
}
