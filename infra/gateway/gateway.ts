import { InProcessInvoker } from '../lambda-host/in-process-invoker.ts';
import type { HostedFunction } from '../lambda-host/functions.ts';
import type { OnStop } from '../lambda-host/lifecycle.ts';
import { loadHandlers } from '../lambda-host/load-handlers.ts';
import { setting } from '../lambda-host/settings.ts';
import { trustedProxies } from '../services/settings.ts';
import type { Tree } from '../services/serverless-file.ts';
import { showFunctionMeasures } from './function-measures.ts';
import { listen, listenHosts } from './listen.ts';
import { gatewaySection, mountPlugins } from './plugin-list.ts';
import { doorsOf } from './routes.ts';
import { createGateway } from './server.ts';

/** Starts the gateway with the functions of serverless.yml that have a door, or that a door asks who is calling. Answers its address. */
export async function startGateway(file: Tree, functions: HostedFunction[], onStop: OnStop): Promise<string> {
  showFunctionMeasures();
  const authorizers = new Set(functions.flatMap(({ routes }) => routes.map(({ authorizer }) => authorizer)));
  const needed = functions.filter(({ name, routes }) => routes.length > 0 || authorizers.has(name));
  const invoker = new InProcessInvoker(await loadHandlers(needed));
  const hosts = listenHosts(process.env['HOST']);
  const publicUrl = process.env['PUBLIC_URL'];
  const plugins = await mountPlugins(file, {
    publicUrl: publicUrl === undefined ? undefined : new URL(publicUrl),
    doors: doorsOf(needed).doors,
    environment: (name) => process.env[name] || undefined,
    onStop,
  });
  const settings = {
    functions: needed,
    plugins,
    correlation: gatewaySection(file).correlation,
    invoker,
    filesDir: setting('FILES_DIR'),
    fileLimit: Number(process.env['FILE_LIMIT_MB'] || 25) * 2 ** 20,
    webUrl: setting('WEB_URL'),
    isWebReloading: process.env['WEB_RELOADS'] === 'yes',
    publicUrl,
    uploadSecret: setting('UPLOAD_SECRET'),
    trust: {
      proxies: trustedProxies(process.env['TRUSTED_PROXIES']),
      internalSecret: process.env['INTERNAL_SECRET'],
    },
  };
  const { app, servers, drain } = await createGateway(settings, hosts.length);
  await app.ready();
  const port = await listen(servers, hosts, Number(setting('PORT')));
  onStop(async ({ quietMs }) => {
    await drain(quietMs);
    await app.close();
    await invoker.idle();
  });
  const host = hosts[0] ?? '';
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}
