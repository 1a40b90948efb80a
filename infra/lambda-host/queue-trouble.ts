import { setTimeout as wait } from 'node:timers/promises';
import { log } from '../../functions/_env/log.ts';

const longestPauseMs = 1000;

/** While the queue is away: said once when it begins and once when it ends, with pauses that grow to a second in between. */
export class QueueTrouble {
  readonly #queue: string;
  #failures = 0;

  constructor(queue: string) {
    this.#queue = queue;
  }

  begin(error: unknown): void {
    if (this.#failures++ === 0) log.warn({ err: error, queue: this.#queue }, 'the queue does not answer');
  }

  end(): void {
    if (this.#failures > 0) log.warn({ queue: this.#queue }, 'the queue answers again');
    this.#failures = 0;
  }

  async pause(): Promise<void> {
    if (this.#failures > 0) await wait(Math.min(longestPauseMs, 50 * 2 ** Math.min(this.#failures, 8)));
  }
}
