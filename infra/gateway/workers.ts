import type { Worker } from 'node:cluster';
import { log } from '../../functions/_env/log.ts';
import type { Ending, OnStop } from '../lambda-host/lifecycle.ts';
import { type Supervised, supervise } from '../launcher/supervise.ts';
import { CannotStart } from '../services/cannot-start.ts';
import { counter, type Family, gauge, readMetrics } from './metrics.ts';
import { WorkersMetrics } from './workers-metrics.ts';
import { type FromWorker, type RunningWorker, startWorker } from './worker.ts';

export interface WorkersSettings {
  count: number;
  environment: Record<string, string>;
  blockedAfterSeconds: number;
  /** How long workers that were replaced by a reload may take to finish. */
  reloaded: Ending;
}

/**
 * Keeps a number of workers running, all of which listen at the same address: the connections are dealt to them in turn. Itself
 * it serves nobody, and knows nothing of what they do; so nothing that they are asked can hurt it.
 */
export class Workers {
  readonly #settings: WorkersSettings;
  readonly #alive = new Set<RunningWorker>();
  readonly #metrics = new WorkersMetrics();
  readonly #listens = Promise.withResolvers<string>();
  readonly #replaced = counter(
    'colophon_gateway_workers_replaced_total',
    'Workers that fell and were replaced.',
  ).with();
  readonly #reloads = counter('colophon_gateway_reloads_total', 'Reloads by their outcome.', ['outcome']);
  readonly #listening = gauge('colophon_gateway_workers', 'Workers that listen.').with();
  #generation: Supervised[] = [];
  #ending: Ending;
  #stopping = false;
  #reloading = false;
  #again = false;

  constructor(settings: WorkersSettings) {
    this.#settings = settings;
    this.#ending = settings.reloaded;
    for (const outcome of ['done', 'given up']) this.#reloads.with(outcome);
  }

  /** Starts all of them. Answers, with the address, when the first one listens. */
  async start(onStop: OnStop): Promise<string> {
    // A worker that hangs would not notice that there is nobody left.
    process.once('exit', () => {
      for (const { worker } of this.#alive) worker.process.kill('SIGKILL');
    });
    onStop((ending) => this.#stop(ending));
    const all = this.#newGeneration().then((generation) => void (this.#generation = generation));
    all.catch((error: Error) => {
      if (this.#stopping) return;
      process.stderr.write(`${error instanceof CannotStart ? error.message : error.stack}\n`);
      process.exit(1);
    });
    return this.#listens.promise;
  }

  /** What they measured together, and what those before them counted. */
  async read(): Promise<Family[]> {
    const workers = [...this.#alive];
    this.#listening.set(workers.filter((each) => !each.isEnding()).length);
    return this.#metrics.read(
      workers.map(({ worker }) => worker),
      readMetrics(),
    );
  }

  /**
   * Replaces all workers, by ones that read everything anew. First these listen, then the others stop to; if these cannot
   * start, the others stay. Asked for again meanwhile, it is done once more.
   */
  async reload(): Promise<void> {
    this.#again = true;
    if (this.#reloading) return;
    this.#reloading = true;
    while (this.#again && !this.#stopping) {
      this.#again = false;
      const before = this.#generation;
      try {
        this.#generation = await this.#newGeneration();
        for (const worker of before) void worker.stop();
        this.#reloads.with('done').add();
      } catch (error) {
        this.#reloads.with('given up').add();
        log.error({ err: error }, 'the reload was given up; the workers go on as they are');
      }
    }
    this.#reloading = false;
  }

  async #newGeneration(): Promise<Supervised[]> {
    const names = Array.from({ length: this.#settings.count }, (_, index) => `worker ${index + 1} of the gateway`);
    const outcomes = await Promise.allSettled(names.map((name) => this.#keep(name)));
    const up = outcomes.filter((outcome) => outcome.status === 'fulfilled').map(({ value }) => value);
    if (up.length === names.length) return up;
    for (const worker of up) void worker.stop();
    throw outcomes.find((outcome) => outcome.status === 'rejected')!.reason;
  }

  #keep(name: string): Promise<Supervised> {
    const report = {
      trouble: (line: string) => log.error(line),
      progress: () => undefined,
      say: () => Promise.resolve(),
    };
    const onChange = () => this.#replaced.add();
    return supervise({ name, start: () => this.#startWorker() }, { report, onChange });
  }

  async #startWorker(): Promise<RunningWorker> {
    if (this.#stopping) throw new CannotStart('The gateway is being stopped.');
    const { environment, blockedAfterSeconds } = this.#settings;
    const settings = {
      environment,
      blockedAfterSeconds,
      onMessage: (worker: Worker, message: FromWorker) => {
        if (message.kind === 'ready') this.#listens.resolve(message.address);
        if (message.kind === 'metrics') this.#metrics.keep(worker, message.families);
      },
      onExit: (worker: Worker) => this.#metrics.leave(worker),
    };
    const running = await startWorker(settings, () => this.#ending);
    this.#alive.add(running);
    void running.exited.then(() => this.#alive.delete(running));
    // It was still starting when the others were told.
    if (this.#stopping) running.end(this.#ending);
    return running;
  }

  async #stop(ending: Ending): Promise<void> {
    this.#stopping = true;
    // So that they are through, or killed, before this process itself runs out of time.
    this.#ending = { ...ending, withinMs: Math.max(ending.withinMs - headStartMs, 0) };
    const kept = this.#generation.map((worker) => worker.stop());
    // Those also that a reload has told to end, with more time.
    for (const running of this.#alive) running.end(this.#ending);
    await Promise.all([...kept, ...[...this.#alive].map(({ exited }) => exited)]);
  }
}

const headStartMs = 500;

/** Uploads under way are not broken off by a reload, nor is who is about to write the next request on an open connection. */
export const afterReload: Ending = { withinMs: 120_000, quietMs: 2_000 };
