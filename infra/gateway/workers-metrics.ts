import type { Worker } from 'node:cluster';
import { setTimeout as wait } from 'node:timers/promises';
import type { OnStop } from '../lambda-host/lifecycle.ts';
import { type Family, readMetrics } from './metrics.ts';
import { addUp, leftBehind } from './metrics-text.ts';
import { tell, type ToWorker } from './worker.ts';

/** A worker that does not answer within this is shown as it last was. */
const patienceMs = 1_000;
/** What a worker counted since it last told is lost if it falls. */
const tellEveryMs = 5_000;

/** In the primary: what workers measured, and what those that have ended had counted, so that no counter ever falls. */
export class WorkersMetrics {
  readonly #latest = new Map<number, Family[]>();
  readonly #waiting = new Set<() => void>();
  #past: Family[] = [];

  async read(workers: Worker[], own: Family[]): Promise<Family[]> {
    const late = new AbortController();
    const asked = workers.map((worker) => this.#ask(worker, late.signal));
    await Promise.race([Promise.all(asked), wait(patienceMs, undefined, { signal: late.signal })]);
    late.abort();
    return addUp([this.#past, own, ...this.#latest.values()]);
  }

  keep(worker: Worker, families: Family[]): void {
    this.#latest.set(worker.id, families);
    for (const look of this.#waiting) look();
  }

  leave(worker: Worker): void {
    this.#past = addUp([this.#past, leftBehind(this.#latest.get(worker.id) ?? [])]);
    this.#latest.delete(worker.id);
  }

  #ask(worker: Worker, signal: AbortSignal): Promise<void> {
    const before = this.#latest.get(worker.id);
    return new Promise((resolve) => {
      const look = () => {
        if (this.#latest.get(worker.id) !== before) done();
      };
      const done = () => {
        this.#waiting.delete(look);
        resolve();
      };
      this.#waiting.add(look);
      signal.addEventListener('abort', done);
      tell(worker, { kind: 'read-metrics' });
    });
  }
}

/** In a worker: tells the primary, when it is asked, now and then, and as its last word. */
export function shareMetrics(onStop: OnStop): void {
  const share = () =>
    new Promise<void>((resolve) => {
      if (!process.connected) return resolve();
      process.send?.({ kind: 'metrics', families: readMetrics() }, undefined, undefined, () => resolve());
    });
  setInterval(() => void share(), tellEveryMs).unref();
  process.on('message', (message: ToWorker) => {
    if (message.kind === 'read-metrics') void share();
  });
  onStop(share);
}
