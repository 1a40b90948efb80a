import { Server } from 'node:net';
import { startFauxqs } from 'fauxqs';

/**
 * The SQS server in a process of its own: it listens on every address of the machine whatever it is told, so here, where
 * nothing else listens, any listening is turned to loopback (QUEUE_HOST is for a container, whose door is its published port).
 * With QUEUE_DIR its messages survive a kill.
 */
const host = process.env['QUEUE_HOST'] ?? '127.0.0.1';
const port = Number(process.env['QUEUE_PORT'] ?? 9324);
const dataDir = process.env['QUEUE_DIR'];

const listen = Server.prototype.listen as (...args: unknown[]) => Server;
Server.prototype.listen = function (this: Server, ...args: unknown[]) {
  const [options, ...rest] = args;
  if (typeof options !== 'object' || options === null) throw new Error('The queue server listens in an unknown way.');
  return listen.call(this, { ...options, host, ipv6Only: false }, ...rest);
} as typeof Server.prototype.listen;

const server = await startFauxqs({ port, logger: false, ...(dataDir && { dataDir }) });
process.send?.({ kind: 'ready', address: `http://${host}:${server.port}` });
if (process.send) setInterval(() => process.send?.({ kind: 'heartbeat' }), 500).unref();

let stopping = false;
async function stop(): Promise<void> {
  if (stopping) return;
  stopping = true;
  await server.stop();
  process.exit(0);
}
// A launcher that was killed takes its IPC channel with it; the messages are on disk for the next start.
for (const event of ['SIGTERM', 'SIGINT', 'disconnect']) process.on(event, () => void stop());
