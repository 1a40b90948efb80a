import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CannotStart } from '../services/cannot-start.ts';

/** Where readers on this machine look: `localhost` is either. */
export function listenHosts(host: string | undefined): string[] {
  return host ? [host] : ['127.0.0.1', '::1'];
}

/** Listens with each server on its address. A machine without IPv6 has no ::1, and does without. */
export async function listen(servers: Server[], hosts: string[], port: number): Promise<number> {
  let bound = port;
  for (const [index, host] of hosts.entries()) {
    const server = servers[index] as Server;
    server.listen({ host, port: bound, ipv6Only: host.includes(':') });
    try {
      await once(server, 'listening');
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      const isMissing = code === 'EADDRNOTAVAIL' || code === 'EAFNOSUPPORT';
      if (index > 0 && isMissing) continue;
      throw new CannotStart(
        `The gateway cannot listen on port ${port} of ${host} (${code}): choose another PORT or HOST.`,
      );
    }
    bound = (server.address() as AddressInfo).port;
  }
  return bound;
}
