import { type Running, RunningList } from './running-list.ts';

const sweepMilliseconds = 50;
/** A sweep this late means that the event loop was blocked, and that answers are waiting in the sockets. */
const lateMilliseconds = 500;

/**
 * Ends what runs too long. One shared sweep instead of a timer for each invocation: invocations of one function have the
 * same timeout, so each of its lists is in the order of its deadlines and a sweep looks at little more than their heads.
 * An invocation ends up to 50 ms late; on a hit of the cache the two timer calls would be seen in the measurements.
 */
export class Deadlines {
  readonly #lists: RunningList[] = [];
  #timer: NodeJS.Timeout | undefined;
  #lastSweep = 0;

  /** The list of one function. Add to it through `start` alone; delete from it freely. */
  list(): RunningList {
    const list = new RunningList();
    this.#lists.push(list);
    return list;
  }

  start(list: RunningList, running: Running): void {
    list.add(running);
    if (this.#timer) return;
    this.#lastSweep = performance.now();
    this.#timer = setInterval(() => this.#sweep(), sweepMilliseconds);
    this.#timer.unref();
  }

  /** How many run now. */
  get size(): number {
    return this.#lists.reduce((sum, list) => sum + list.size, 0);
  }

  #sweep(): void {
    const now = performance.now();
    const wasBlocked = now - this.#lastSweep > lateMilliseconds;
    this.#lastSweep = now;
    // One invocation that blocks everybody must not time out the others, whose answers are there and were not yet read.
    if (wasBlocked) return;
    for (const list of this.#lists) {
      for (let running = list.first; running && running.deadline <= now; running = list.first) {
        list.delete(running);
        running.expire();
      }
    }
    if (this.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}
