import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { InProcessInvoker } from '../lambda-host/in-process-invoker.ts';
import { CannotStart } from '../services/cannot-start.ts';
import { listen, listenHosts } from './listen.ts';
import { mountPlugins } from './plugin-list.ts';
import { runGateway } from './processes.ts';
import { doorsOf } from './routes.ts';
import { createGateway } from './server.ts';

/** The gateway as main.ts runs it, in as many processes, with handlers of the tests in place of the functions. */
const handlers = {
  who: () => ({ statusCode: 200, body: String(process.pid) }),
  slow: () => wait(1_000, { statusCode: 200, body: 'late' }),
  blocks: () => {
    for (;;);
  },
};

const dir = process.env['TOY_DIR'] ?? '';

const functions = Object.keys(handlers).map((name) => ({
  name,
  source: '',
  timeoutSeconds: 10,
  memoryMegabytes: 128,
  routes: [{ routeKey: `GET /api/v1/${name}` }],
  queues: [],
  schedules: [],
}));

runGateway({
  workers: Number(process.env['GATEWAY_WORKERS']),
  metricsPort: process.env['METRICS_PORT'],
  blockedAfterSeconds: 2,
  reloaded: { withinMs: 20_000, quietMs: 500 },
  start: async (onStop) => {
    if (existsSync(join(dir, 'broken'))) throw new CannotStart('These workers do not start.');
    const invoker = new InProcessInvoker(
      functions.map(({ name, ...rest }) => ({ ...rest, name, handler: handlers[name as keyof typeof handlers] })),
    );
    const plugins = await mountPlugins(
      { custom: { gateway: { plugins: ['prometheus'] } } },
      { publicUrl: undefined, doors: doorsOf(functions).doors, environment: () => undefined, onStop },
    );
    const hosts = listenHosts(undefined);
    const { app, servers, drain } = await createGateway(
      {
        functions,
        plugins,
        invoker,
        filesDir: join(dir, 'files'),
        webUrl: 'http://127.0.0.1:1',
        uploadSecret: 'secret of a toy',
      },
      hosts.length,
    );
    await app.ready();
    await listen(servers, hosts, Number(process.env['TOY_PORT']));
    onStop(async ({ quietMs }) => {
      await drain(quietMs);
      await app.close();
      await invoker.idle();
    });
    return `http://127.0.0.1:${process.env['TOY_PORT']}`;
  },
});
