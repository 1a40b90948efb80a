import type { Server } from 'node:http';
import type { Networks } from '../services/addresses.ts';

/**
 * No address may hold more connections than its share, so that one that opens thousands and leaves them idle does not use up
 * what all have. This machine's own are not counted, nor those of trusted proxies, which are many callers'.
 */
export function shareOut(servers: Server[], share: number, proxies?: Networks): void {
  const held = new Map<string, number>();
  for (const server of servers) {
    server.on('connection', (socket) => {
      const address = (socket.remoteAddress ?? '').replace(/^::ffff:/, '');
      if (address === '127.0.0.1' || address === '::1' || proxies?.has(address)) return;
      const holder = holderOf(address);
      const holds = (held.get(holder) ?? 0) + 1;
      if (holds > share) return void socket.destroy();
      held.set(holder, holds);
      socket.once('close', () => {
        const left = (held.get(holder) ?? 1) - 1;
        if (left === 0) held.delete(holder);
        else held.set(holder, left);
      });
    });
  }
}

/** Whoever has one IPv6 address has the /64 that it is in. */
export function holderOf(address: string): string {
  if (!address.includes(':')) return address;
  const [first = [], last] = address.split('::').map((part) => part.split(':').filter(Boolean));
  const zeros = last === undefined ? 0 : 8 - first.length - last.length;
  return [...first, ...Array<string>(zeros).fill('0'), ...(last ?? [])].slice(0, 4).join(':');
}
