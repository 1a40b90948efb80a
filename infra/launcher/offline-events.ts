import { announceReady, startHeartbeat } from '../lambda-host/heartbeat.ts';
import { readFunctions } from '../lambda-host/functions.ts';
import { startMappings, startRelay } from '../lambda-host/host.ts';
import { invocationError } from '../lambda-host/invoker.ts';
import type { Invoker } from '../lambda-host/invoker.ts';
import { runProcess } from '../lambda-host/lifecycle.ts';
import { RemoteInvoker } from '../lambda-host/remote-invoker.ts';
import { setting } from '../lambda-host/settings.ts';

/** What calls functions beside HTTP and schedules, for functions that serverless-offline runs: the queue, and the bell of the outbox. */
runProcess(async (onStop) => {
  const endpoint = setting('LAMBDA_ENDPOINT');
  const remote = new RemoteInvoker({ endpoint, functionPrefix: setting('FUNCTION_PREFIX') });
  onStop(() => remote.close());
  // While serverless-offline is started anew nobody answers, and that is a failure like any other: the message comes again.
  const invoker: Invoker = {
    invoke: (name, event, options) =>
      remote
        .invoke(name, event, options)
        .catch((error: unknown) => ({ kind: 'failed', error: invocationError(error) })),
  };
  startMappings(readFunctions(), invoker, onStop);
  startRelay(invoker, onStop);
  startHeartbeat();
  announceReady(endpoint);
});
