import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { flushCompileCache } from 'node:module';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

type Handler = (request: IncomingMessage, response: ServerResponse) => void | Promise<void>;

// The adapter reads these names once, when it is imported. The headers are set below, never taken from a caller.
process.env['PROTOCOL_HEADER'] = 'x-forwarded-proto';
process.env['HOST_HEADER'] = 'x-forwarded-host';
// What an address takes, the gateway has decided; one of the studio takes a whole file, with some form around it.
process.env['BODY_SIZE_LIMIT'] = `${Number(process.env['FILE_LIMIT_MB'] || 25) + 1}M`;
const build = process.env['WEB_BUILD'] ?? join(import.meta.dirname, 'build');
const { handler } = (await import(pathToFileURL(join(build, 'handler.js')).href)) as { handler: Handler };

const publicUrl = process.env['PUBLIC_URL'] ? new URL(process.env['PUBLIC_URL']) : null;

const server = createServer((request, response) => {
  request.headers['x-forwarded-proto'] = publicUrl?.protocol.slice(0, -1) ?? 'http';
  request.headers['x-forwarded-host'] = publicUrl?.host ?? request.headers.host;
  void handler(request, response);
});

server.listen({ host: process.env['HOST'] || '127.0.0.1', port: Number(process.env['PORT'] ?? 0) }, () => {
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  if (process.send) tellLauncher({ kind: 'ready', address });
  else process.stdout.write(`${address}\n`);
  // Where a compile cache is set, the next start needs no compiler for this file: 17 MB less in memory.
  flushCompileCache();
});

// A launcher that hears no heartbeat for some seconds knows that the event loop is blocked.
const heartbeat = setInterval(() => tellLauncher({ kind: 'heartbeat' }), 500);
heartbeat.unref();

process.once('SIGTERM', stop);
// Ctrl-C reaches every process of a terminal; below a launcher it is the launcher who says when.
process.on('SIGINT', () => {
  if (!process.send) stop();
});
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
