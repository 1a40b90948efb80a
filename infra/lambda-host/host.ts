import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { log } from '../../functions/_env/log.ts';
import { startBell } from '../services/bell.ts';
import { CannotStart } from '../services/cannot-start.ts';
import { reasonOf } from './async-invocations.ts';
import { coalesce } from './coalesce.ts';
import { sqsClient, startEventSourceMapping } from './event-source-mapping.ts';
import type { HostedFunction } from './functions.ts';
import { InProcessInvoker } from './in-process-invoker.ts';
import { createInvokeApi } from './invoke-api.ts';
import type { Invoker } from './invoker.ts';
import type { OnStop } from './lifecycle.ts';
import { loadHandlers, loadOnDemand } from './load-handlers.ts';
import { startSchedules } from './schedules.ts';
import { queueUrlVariable, setting } from './settings.ts';

/** Runs the functions that other functions, queues, schedules and the outbox call. Answers the address of its Invoke API. */
export async function startLambdaHost(functions: HostedFunction[], onStop: OnStop): Promise<string> {
  // Those with a door run in the gateway, which imports them at its start; here they are asked for by name, if at all.
  const behindDoors = functions.filter(({ routes }) => routes.length > 0);
  const others = functions.filter(({ routes }) => routes.length === 0);
  const invoker = new InProcessInvoker([...(await loadHandlers(others)), ...behindDoors.map(loadOnDemand)]);
  const address = await startInvokeApi(invoker, onStop);
  startMappings(functions, invoker, onStop);
  const schedules = startSchedules(functions, invoker);
  onStop(() => schedules.stop());
  if (invoker.has('outbox-relay')) startRelay(invoker, onStop);
  return address;
}

async function startInvokeApi(invoker: InProcessInvoker, onStop: OnStop): Promise<string> {
  const endpoint = new URL(setting('LAMBDA_ENDPOINT'));
  const accessKeyId = setting('AWS_ACCESS_KEY_ID');
  const api = createInvokeApi({ invoker, accessKeyId, functionPrefix: process.env['FUNCTION_PREFIX'] ?? '' });
  api.listen({ port: Number(endpoint.port), host: endpoint.hostname });
  await once(api, 'listening').catch((error: NodeJS.ErrnoException) => {
    throw new CannotStart(`The address LAMBDA_ENDPOINT=${endpoint.origin} cannot be listened on (${error.code}).`);
  });
  onStop(() => {
    api.close();
    return invoker.idle();
  });
  return `http://${endpoint.hostname}:${(api.address() as AddressInfo).port}`;
}

export function startMappings(functions: HostedFunction[], invoker: Invoker, onStop: OnStop): void {
  const sqs = sqsClient(process.env['SQS_ENDPOINT']);
  const mappings = functions.flatMap(({ name, queues }) =>
    queues.map((source) => ({
      functionName: name,
      source,
      queueUrl: setting(queueUrlVariable(source.queue)),
      sqs,
      invoker,
    })),
  );
  const started = mappings.map(startEventSourceMapping);
  onStop(() => Promise.all(started.map((mapping) => mapping.stop())));
}

/**
 * Each commit that leaves something in the outbox rings, and the relay runs at once. A connection that had to be made anew
 * may lead to another database than the one before.
 */
export function startRelay(invoker: Invoker, onStop: OnStop): void {
  const run = (name: string) =>
    coalesce(async () => {
      const result = await invoker.invoke(name, {});
      if (result.kind !== 'returned') log.warn({ function: name, ...reasonOf(result) }, 'the bell rang in vain');
    });
  const bell = startBell({
    databaseUrl: setting('DATABASE_RELAY_URL'),
    onRing: run('outbox-relay'),
    onConnect: run('operations-check-identity'),
  });
  onStop(() => bell.stop());
}
