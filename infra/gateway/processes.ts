import cluster from 'node:cluster';
import { announceReady, startHeartbeat } from '../lambda-host/heartbeat.ts';
import { type Ending, type OnStop, runProcess } from '../lambda-host/lifecycle.ts';
import { withHostMetrics } from './host-metrics.ts';
import { type Family, readMetrics } from './metrics.ts';
import { serveMetrics } from './metrics-server.ts';
import { measureProcess } from './process-metrics.ts';
import { measureQueues } from './queue-metrics.ts';

export interface GatewayProcesses {
  workers: number;
  metricsPort: string | undefined;
  /** Opens the gateway in this process. Answers its address. */
  start(onStop: OnStop): Promise<string>;
  /** How long an event loop may stand still. */
  blockedAfterSeconds?: number;
  reloaded?: Ending;
}

/** Runs the gateway: in this process, or, with more workers than one, in those and with this one to watch over them. */
export function runGateway(gateway: GatewayProcesses): void {
  measureProcess();
  if (cluster.isWorker) runWorker(gateway);
  else if (gateway.workers > 1) runPrimary(gateway);
  else runAlone(gateway);
}

function runAlone({ start, metricsPort }: GatewayProcesses): void {
  // Nobody could take over meanwhile: it ends as ever, and whoever started it starts it again.
  process.on('SIGHUP', () => process.kill(process.pid, 'SIGTERM'));
  runProcess(async (onStop) => {
    await serveMetrics(metricsPort, withHostMetrics(withQueues(readMetrics), process.env), onStop);
    const address = await start(onStop);
    startHeartbeat();
    announceReady(address);
  });
}

function runPrimary({ workers: count, metricsPort, blockedAfterSeconds = 5, reloaded }: GatewayProcesses): void {
  runProcess(async (onStop) => {
    const { afterReload, Workers } = await import('./workers.ts');
    const environment = { DATABASE_POOL_SIZE: String(poolSize(count)) };
    const workers = new Workers({ count, environment, blockedAfterSeconds, reloaded: reloaded ?? afterReload });
    process.on('SIGHUP', () => void workers.reload());
    await serveMetrics(
      metricsPort,
      withHostMetrics(
        withQueues(() => workers.read()),
        process.env,
      ),
      onStop,
    );
    const address = await workers.start(onStop);
    startHeartbeat();
    announceReady(address);
  });
}

/** A primary that is gone, however it ended, closes the channel; Node ends its workers then, if they do not do it first. */
function runWorker({ start }: GatewayProcesses): void {
  // The reload of a whole process group is the primary's affair.
  process.on('SIGHUP', () => undefined);
  runProcess(async (onStop) => {
    const { shareMetrics } = await import('./workers-metrics.ts');
    shareMetrics(onStop);
    const address = await start(onStop);
    startHeartbeat();
    announceReady(address);
  });
}

/** In the one process that is read: the queues are asked once, however many workers there are. */
function withQueues(read: () => Family[] | Promise<Family[]>): () => Promise<Family[]> {
  return async () => {
    await measureQueues(process.env['LAMBDA_ENDPOINT']);
    return read();
  };
}

/** All workers together take as many connections of a role as three processes, however many they are: Postgres has 60. */
export function poolSize(workers: number): number {
  return Math.max(1, Math.min(8, Math.floor(24 / workers)));
}
