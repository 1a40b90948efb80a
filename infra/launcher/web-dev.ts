import { join } from 'node:path';
import { root } from '../services/tools.ts';

/**
 * Vite's development server as a child of the launcher. The browser speaks to the gateway's port alone; its websocket for
 * hot replacement takes the same way, since Vite's client calls the host that it was loaded from.
 */
const web = join(root, 'web');
// SvelteKit looks for its sources in the current folder.
process.chdir(web);
const { createServer } = await import('vite');

const server = await createServer({
  root: web,
  clearScreen: false,
  logLevel: 'warn',
  server: { host: '127.0.0.1', port: Number(process.env['PORT']), strictPort: true, allowedHosts: true },
});
await server.listen();

const tell = (message: object) => process.connected && process.send?.(message, undefined, undefined, () => undefined);
tell({ kind: 'ready', address: `http://127.0.0.1:${process.env['PORT']}` });
setInterval(() => tell({ kind: 'heartbeat' }), 500).unref();
for (const event of ['SIGTERM', 'SIGINT', 'disconnect'])
  process.once(event, () => void server.close().finally(() => process.exit(0)));
