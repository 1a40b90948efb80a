import type { FastifyRequest } from 'fastify';

/** The other end of the connection. What a proxy in front says of its own caller is not believed: none is trusted yet. */
export function addressOf(request: FastifyRequest): string {
  const address = request.raw.socket.remoteAddress ?? '';
  return address.startsWith('::ffff:') ? address.slice(7) : address;
}
