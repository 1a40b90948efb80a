import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readNetworks } from '../../../services/addresses.ts';
import { InProcessInvoker } from '../../../lambda-host/in-process-invoker.ts';
import { listen } from '../../listen.ts';
import { mountPlugins } from '../../plugin-list.ts';
import { createGateway } from '../../server.ts';

/** A gateway process with one function and the limits of its environment, behind a proxy that may name any caller. */
const routes = [{ routeKey: 'GET /api/v1/site' }];
const site = { name: 'site', timeoutSeconds: 5, memoryMegabytes: 128 };
const plugins = await mountPlugins(
  { custom: { gateway: { plugins: ['rate-limit'] } } },
  { publicUrl: undefined, doors: [], environment: (name) => process.env[name], onStop: () => undefined },
);
const { app, servers } = await createGateway(
  {
    functions: [{ ...site, source: '', routes, queues: [], schedules: [] }],
    invoker: new InProcessInvoker([{ ...site, handler: () => ({ statusCode: 200 }) }]),
    filesDir: join(mkdtempSync(join(process.env['FOLDER'] ?? tmpdir(), 'gateway-')), 'files'),
    webUrl: 'http://127.0.0.1:1',
    uploadSecret: 'secret of a toy',
    trust: { proxies: readNetworks(['127.0.0.1']) },
    plugins,
  },
  1,
);
await app.ready();
process.stdout.write(`ready http://127.0.0.1:${await listen(servers, ['127.0.0.1'], 0)}\n`);
