import { setTimeout as wait } from 'node:timers/promises';
import type { Running } from '../services/running.ts';
import type { Report } from './report.ts';

/** Something that is to run as long as the instance does. `start` answers when it is ready, each time at the same address. */
export interface Part {
  name: string;
  start(): Promise<Running>;
}

export interface Supervised {
  name: string;
  pid(): number | undefined;
  /** Stops it and starts it again, at once; answers whether it came up. If not, it is tried further. */
  restart(): Promise<boolean>;
  stop(): Promise<void>;
}

interface Options {
  report: Report;
  onChange: () => void;
  longestPause?: number;
}

/** A part that has run for so long is sound: its next fall is mended at once. */
const soundAfter = 20_000;

/** Starts a part and keeps it running. That it cannot be started at all is thrown; later falls are told and mended. */
export async function supervise(part: Part, { report, onChange, longestPause = 5000 }: Options): Promise<Supervised> {
  let running: Running | undefined = await part.start();
  let falls = 0;
  let wanted = false;
  let starting = false;
  let pausing = new AbortController();
  const stopping = new AbortController();
  const kept = keep(running);
  return {
    name: part.name,
    pid: () => running?.pid,
    async restart() {
      wanted = true;
      pausing.abort();
      await running?.stop();
      while ((wanted || starting) && !stopping.signal.aborted) await wait(20);
      return running !== undefined;
    },
    async stop() {
      stopping.abort();
      await running?.stop();
      await kept;
    },
  };

  async function keep(first: Running): Promise<void> {
    let current: Running | undefined = first;
    while (current) {
      const since = performance.now();
      const manner = await current.exited;
      running = undefined;
      if (stopping.signal.aborted) return;
      if (wanted || performance.now() - since > soundAfter) falls = 0;
      if (!wanted) report.trouble(`${part.name} ended (${manner}); it is started again.`);
      current = await startAgain();
    }
  }

  async function startAgain(): Promise<Running | undefined> {
    for (;;) {
      const pause = wanted || falls === 0 ? 0 : Math.min(100 * 2 ** (falls - 1), longestPause);
      pausing = new AbortController();
      const signal = AbortSignal.any([stopping.signal, pausing.signal]);
      await wait(pause, undefined, { signal }).catch(() => undefined);
      if (stopping.signal.aborted) return undefined;
      [wanted, starting] = [false, true];
      falls++;
      const started = await part.start().catch(told);
      running = started;
      starting = false;
      if (!started) continue;
      if (!wanted && !stopping.signal.aborted) {
        onChange();
        return started;
      }
      // It was told to restart, or to stop, while it started.
      await started.stop();
      running = undefined;
    }
  }

  function told(error: Error): undefined {
    if (!stopping.signal.aborted) report.trouble(`${part.name} did not come up: ${error.message}`);
  }
}
