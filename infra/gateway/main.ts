import { gatewayWorkers } from '../services/settings.ts';
import { runGateway } from './processes.ts';

runGateway({
  workers: gatewayWorkers(process.env),
  metricsPort: process.env['METRICS_PORT'],
  // A primary has no use for it.
  start: async (onStop) => {
    const [{ readFunctions }, { readServerlessFile }, { startGateway }] = await Promise.all([
      import('../lambda-host/functions.ts'),
      import('../services/serverless-file.ts'),
      import('./gateway.ts'),
    ]);
    const file = readServerlessFile();
    return startGateway(file, readFunctions({ file }), onStop);
  },
});
