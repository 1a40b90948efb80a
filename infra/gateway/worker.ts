import cluster, { type Worker } from 'node:cluster';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import type { Ending } from '../lambda-host/lifecycle.ts';
import { CannotStart } from '../services/cannot-start.ts';
import { watchHeart } from '../services/node-process.ts';
import type { Running } from '../services/running.ts';
import type { Family } from './metrics.ts';
import { endWhatWasOnItsWay } from './on-its-way.ts';

/** What the primary says to a worker. */
export type ToWorker = { kind: 'end'; ending: Ending } | { kind: 'read-metrics' };

/** What a worker says. `ready` and `heartbeat` are what each of our processes says to its parent. */
export type FromWorker =
  { kind: 'ready'; address: string } | { kind: 'heartbeat' } | { kind: 'metrics'; families: Family[] };

export interface WorkerSettings {
  environment: Record<string, string>;
  blockedAfterSeconds: number;
  onMessage(worker: Worker, message: FromWorker): void;
  onExit(worker: Worker): void;
}

export interface RunningWorker extends Running {
  worker: Worker;
  /** It was asked to end, and takes nothing new. */
  isEnding(): boolean;
  /** Asks it to end; said again with less time, it has less time. */
  end(ending: Ending): void;
}

const readyWithinSeconds = 60;
/** Between the time that it was given and SIGKILL. */
const patienceMs = 300;

/** Starts a worker and answers when it listens. One whose event loop stands still is killed, and so ends like one that fell. */
export async function startWorker(settings: WorkerSettings, ending: () => Ending): Promise<RunningWorker> {
  const worker = cluster.fork(settings.environment);
  const { process: child } = worker;
  // Errors of messages that came too late; its exit tells what matters.
  worker.on('error', () => undefined);
  endWhatWasOnItsWay(child);
  const heart = watchHeart(settings.blockedAfterSeconds, () => child.kill('SIGKILL'));
  const ready = new Promise<true>((resolve) => {
    worker.on('message', (message: FromWorker) => {
      // That it is ready is its first: the next comes half a second later, if it comes.
      if (message.kind === 'heartbeat' || message.kind === 'ready') heart.beat();
      settings.onMessage(worker, message);
      if (message.kind === 'ready') resolve(true);
    });
  });
  const exited = once(child, 'exit').then(([code, signal]) => {
    heart.end();
    settings.onExit(worker);
    if (heart.found()) return 'its event loop was blocked';
    return signal ? `signal ${signal}` : `exit code ${code}`;
  });
  let isEnding = false;
  const end = (given: Ending): void => {
    isEnding = true;
    tell(worker, { kind: 'end', ending: given });
    const limit = setTimeout(() => child.kill('SIGKILL'), given.withinMs + patienceMs);
    void exited.then(() => clearTimeout(limit));
  };
  const running: RunningWorker = {
    worker,
    pid: child.pid ?? 0,
    exited,
    isEnding: () => isEnding,
    end,
    async stop() {
      end(ending());
      await exited;
    },
  };
  const late = new AbortController();
  const outcome = await Promise.race([
    ready,
    exited,
    wait(readyWithinSeconds * 1000, `not ready after ${readyWithinSeconds} s`, { signal: late.signal }),
  ]).finally(() => late.abort());
  if (outcome === true) return running;
  child.kill('SIGKILL');
  throw new CannotStart(`A worker of the gateway does not start (${outcome}); its messages are above.`);
}

export function tell(worker: Worker, message: ToWorker): void {
  if (worker.isConnected()) worker.process.send(message, () => undefined);
}
