import { once } from 'node:events';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { freePort, requirePort } from './ports.ts';

let server: Server | undefined;
afterEach(() => server?.close());

async function listenOn(host: string): Promise<number> {
  server = createServer().listen(0, host);
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

test('a free port is no one else’s, and not one of those that outgoing connections use', async () => {
  const port = await freePort();
  expect(port).toBeLessThan(32_768);
  await expect(requirePort('PORT', port, ['127.0.0.1', '::1'])).resolves.toBeUndefined();
});

test.each(['127.0.0.1', '::1'])('a port that is taken on %s is named in one sentence', async (host) => {
  const port = await listenOn(host);
  await expect(requirePort('PORT', port, ['127.0.0.1', '::1'])).rejects.toThrow(
    `Another program already listens on port ${port} on ${host}: stop it or set PORT to a free port.`,
  );
});

test('an address that is not this machine’s is named', async () => {
  await expect(requirePort('PORT', 8080, ['203.0.113.1'])).rejects.toThrow(
    /cannot listen on port 8080 on 203\.0\.113\.1/,
  );
});
