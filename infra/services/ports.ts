import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';
import { CannotStart } from './cannot-start.ts';

/**
 * A free port on loopback, from below the range that the kernel gives to outgoing connections: a port from within it may
 * be taken by anybody's connection before a restarted part listens on it again.
 */
export async function freePort(): Promise<number> {
  for (let attempt = 0; attempt < 200; attempt++) {
    const port = randomInt(15_000, 32_000);
    if ((await problemOf(port, '127.0.0.1')) === undefined) return port;
  }
  throw new CannotStart('No free port was found between 15000 and 32000.');
}

/** Refuses with one sentence when somebody else listens there. A machine without IPv6 has no ::1, which is no reason to refuse. */
export async function requirePort(variable: string, port: number, hosts: string[]): Promise<void> {
  for (const host of hosts) {
    const problem = await problemOf(port, host);
    if (problem === undefined || (problem === 'EADDRNOTAVAIL' && host === '::1') || problem === 'EAFNOSUPPORT')
      continue;
    throw new CannotStart(sentence(problem, variable, port, host));
  }
}

function sentence(problem: string, variable: string, port: number, host: string): string {
  const place = `port ${port} on ${host}`;
  if (problem === 'EADDRINUSE')
    return `Another program already listens on ${place}: stop it or set ${variable} to a free port.`;
  if (problem === 'EACCES') return `This user may not listen on ${place}: set ${variable} to a port above 1023.`;
  return `Colophon cannot listen on ${place} (${problem}): check the settings ${variable} and HOST.`;
}

function problemOf(port: number, host: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    server.listen({ port, host, exclusive: true, ipv6Only: true }, () => server.close(() => resolve(undefined)));
  });
}
