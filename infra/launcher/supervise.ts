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
  /** Stops it and starts it again; resolves when the new one is ready. */
  restart(): Promise<void>;
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
  const stopping = new AbortController();
  const kept = keep(running);
  onChange();
  return {
    name: part.name,
    pid: () => running?.pid,
    async restart() {
      wanted = true;
      await running?.stop();
      while ((wanted || !running) && !stopping.signal.aborted) await wait(20);
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
      const pause = falls === 0 ? 0 : Math.min(100 * 2 ** (falls - 1), longestPause);
      falls++;
      wanted = false;
      await wait(pause, undefined, { signal: stopping.signal }).catch(() => undefined);
      if (stopping.signal.aborted) return undefined;
      try {
        running = await part.start();
        if (stopping.signal.aborted) await running.stop();
        onChange();
        return running;
      } catch (error) {
        if (!stopping.signal.aborted) report.trouble(`${part.name} did not come up: ${(error as Error).message}`);
      }
    }
  }
}
