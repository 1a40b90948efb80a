import { readFunctions } from '../lambda-host/functions.ts';
import { announceReady, startHeartbeat } from '../lambda-host/heartbeat.ts';
import { runProcess } from '../lambda-host/lifecycle.ts';
import { startGateway } from './gateway.ts';

runProcess(async (onStop) => {
  const address = await startGateway(readFunctions(), onStop);
  startHeartbeat();
  announceReady(address);
});
