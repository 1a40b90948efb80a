import { setTimeout as wait } from 'node:timers/promises';
import { abandonCommands } from '../services/command.ts';
import { endEverythingLeft, startNothingMore } from '../services/running.ts';
import { abandonErrands } from './errand.ts';
import type { Report } from './report.ts';
import { supervise } from './supervise.ts';
import type { Part, Supervised } from './supervise.ts';

/** Who needs whom: a part of a higher stage is stopped before those of the lower ones, which it may still need to finish. */
export const stages = { containers: 0, postgres: 0, redis: 1, queue: 2, 'lambda-host': 3, web: 4, gateway: 5 } as const;

/** Everything that this instance keeps running. */
export interface Ensemble {
  /** Starts a part and keeps it running; `attempts` is how often a part may fall before it first stood. */
  add(part: Part, options?: { attempts?: number; longestPause?: number }): Promise<Supervised>;
  adopt(part: Supervised): void;
  pids(): Record<string, number>;
  onChange(listener: () => void): void;
  /** Within the time that the user was promised; what is slow by then is killed. */
  stop(): Promise<void>;
}

const milliseconds = 4300;

export function ensemble(report: Report): Ensemble {
  const parts: Supervised[] = [];
  let stopping: Promise<void> | undefined;
  let listener: () => void = () => undefined;
  return {
    async add(part, { attempts = 1, longestPause } = {}) {
      const options = { report, onChange: () => listener(), ...(longestPause && { longestPause }) };
      for (let attempt = 1; ; attempt++) {
        try {
          const supervised = await supervise(part, options);
          parts.push(supervised);
          if (stopping) await supervised.stop();
          listener();
          return supervised;
        } catch (error) {
          if (attempt >= attempts || stopping) throw error;
          await wait(200 * attempt);
        }
      }
    },
    adopt: (part) => void parts.push(part),
    pids: () => Object.fromEntries(parts.flatMap((part) => (part.pid() ? [[part.name, part.pid() ?? 0]] : []))),
    onChange: (callback) => void (listener = callback),
    stop: () => (stopping ??= stopAll()),
  };

  async function stopAll(): Promise<void> {
    startNothingMore();
    abandonCommands();
    await Promise.race([stopInOrder(), wait(milliseconds)]);
    await endEverythingLeft(150);
  }

  async function stopInOrder(): Promise<void> {
    await abandonErrands();
    for (const stage of new Set(Object.values(stages).toSorted((one, other) => other - one))) {
      await Promise.all(parts.filter((part) => stageOf(part) === stage).map((part) => part.stop()));
    }
  }
}

function stageOf({ name }: Supervised): number {
  return name in stages ? stages[name as keyof typeof stages] : 3;
}
