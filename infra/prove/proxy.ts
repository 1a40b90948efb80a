import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

export interface Proxy {
  port: number;
  /** Ends all connections and takes no new one, as a cable does that was pulled. @returns mends it */
  cut(): () => void;
  /** Keeps all connections and passes nothing on, as a network does that loses every packet. @returns mends it */
  stall(): () => void;
  stop(): Promise<void>;
}

/** Passes bytes on between whoever connects and a port of this machine, and can be told to stop doing so. */
export async function startProxy(target: () => number): Promise<Proxy> {
  const sockets = new Set<Socket>();
  let [isCut, isStalled] = [false, false];
  const server = createServer((client) => {
    if (isCut) return client.destroy();
    const upstream = connect({ port: target(), host: '127.0.0.1' });
    for (const [one, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(one);
      one.setNoDelay(true);
      one.on('error', () => undefined);
      one.on('close', () => {
        sockets.delete(one);
        other.destroy();
      });
      one.pipe(other);
      if (isStalled) one.pause();
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const endAll = () => sockets.forEach((socket) => socket.destroy());
  return {
    port: (server.address() as AddressInfo).port,
    cut() {
      isCut = true;
      endAll();
      return () => void (isCut = false);
    },
    stall() {
      isStalled = true;
      for (const socket of sockets) socket.pause();
      return () => {
        isStalled = false;
        for (const socket of sockets) socket.resume();
      };
    },
    async stop() {
      endAll();
      server.close();
      await once(server, 'close');
    },
  };
}
