import { readFunctions } from './functions.ts';
import { announceReady, startHeartbeat } from './heartbeat.ts';
import { startLambdaHost } from './host.ts';
import { runProcess } from './lifecycle.ts';

runProcess(async (onStop) => {
  const address = await startLambdaHost(readFunctions(), onStop);
  startHeartbeat();
  announceReady(address);
});
