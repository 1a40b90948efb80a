import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { listen } from '../../gateway/listen.ts';
import { createGateway, type GatewaySettings } from '../../gateway/server.ts';
import { readFunctions } from '../../lambda-host/functions.ts';
import { InProcessInvoker } from '../../lambda-host/in-process-invoker.ts';
import * as exported from './functions.ts';
import { handlers, project } from './project.ts';

/** Our gateway with the same project, read as it reads serverless.yml, and without plugins: the bare road to a function. */
export async function startGateway(settings: Partial<GatewaySettings> = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'colophon-conformance-'));
  const sources = new Map(Object.keys(handlers).map((name) => [name, join(import.meta.dirname, 'functions.ts')]));
  const functions = readFunctions({ file: project, sources });
  const invoker = new InProcessInvoker(
    functions.map(({ name, timeoutSeconds, memoryMegabytes }) => ({
      name,
      handler: exported[handlers[name as keyof typeof handlers]],
      timeoutSeconds,
      memoryMegabytes,
    })),
  );
  const { app, servers } = await createGateway(
    // Nobody listens on port 1, and nothing here is the web's.
    {
      functions,
      invoker,
      filesDir: join(folder, 'files'),
      webUrl: 'http://127.0.0.1:1',
      uploadSecret: 'secret',
      ...settings,
    },
    1,
  );
  await app.ready();
  const port = await listen(servers, ['127.0.0.1'], 0);
  return {
    port,
    stop: async () => {
      for (const server of servers) {
        server.closeAllConnections();
        server.close();
      }
      await app.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
