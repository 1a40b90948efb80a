import type { Server } from 'node:http';
import { Server as NetServer, type Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import type { Duplex } from 'node:stream';
import type { Mounted } from './plugin-list.ts';
import { sendProblem } from './problem.ts';

export interface Drain {
  /** Stands before all other plugins. */
  plugins: Mounted[];
  /** Takes no new connection, and resolves when the last one has gone, with its last answer. */
  begin(servers: Server[], quietMs: number): Promise<void>;
  watch(servers: Server[]): void;
}

const lookEveryMs = 50;

/**
 * How a process stops without breaking anything off: what runs is finished, and each answer from here on is the last of its
 * connection and says so. A connection that is idle is left for `quietMs`: its caller may be writing the next request
 * at this very moment, and would have to learn from a broken connection that it was not taken.
 */
export function drain(): Drain {
  let draining = false;
  const sockets = new Set<Socket>();
  const handedOver = new Set<Duplex>();
  const keep = <T extends Duplex>(set: Set<T>, socket: T): void => {
    set.add(socket);
    socket.once('close', () => set.delete(socket));
  };
  return {
    plugins: [
      {
        name: 'drain',
        seesAll: false,
        reach: (url) => url === '/readyz',
        hooks: {
          request(_request, reply) {
            if (draining) sendProblem(reply, 503, 'This process is about to end.');
          },
        },
      },
      {
        name: 'drain',
        reach: () => true,
        hooks: {
          answer(_request, reply) {
            if (draining) reply.header('connection', 'close');
          },
        },
      },
    ],
    watch(servers) {
      for (const server of servers) {
        server.on('connection', (socket) => keep(sockets, socket));
        server.on('upgrade', (_request, socket) => keep(handedOver, socket));
      }
    },
    async begin(servers, quietMs) {
      draining = true;
      // Not http's own `close`, which ends idle connections at once.
      const closed = servers
        .filter(({ listening }) => listening)
        .map((server) => new Promise((resolve) => NetServer.prototype.close.call(server, resolve)));
      for (const socket of handedOver) socket.destroy();
      await Promise.race([Promise.all(closed), wait(quietMs, undefined, { ref: false })]);
      const timer = setInterval(endIdle, lookEveryMs);
      endIdle();
      await Promise.all(closed).finally(() => clearInterval(timer));

      function endIdle(): void {
        for (const server of servers) server.closeIdleConnections();
        // Opened ahead, and nothing was asked on it yet: for Node this one is not idle.
        for (const socket of sockets) if (socket.bytesRead === 0) socket.destroy();
      }
    },
  };
}
