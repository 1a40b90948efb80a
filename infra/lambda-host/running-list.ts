/** An invocation under way. The links are the list's. */
export interface Running {
  deadline: number;
  expire(): void;
  before?: Running | undefined;
  after?: Running | undefined;
  isListed?: boolean;
}

/**
 * In the order of adding, and without a trace of what was deleted. A Set, through which everything passes as well, leaves
 * an old table behind every few entries, which points to the next one: once one of them is in V8's old space, all that
 * ever passed stays alive until the next full collection. Together with the same effect in the Redis client that kept a
 * fifth of all garbage, and cost a hit a fifth of its speed.
 */
export class RunningList {
  first: Running | undefined;
  #last: Running | undefined;
  size = 0;

  add(running: Running): void {
    running.isListed = true;
    running.before = this.#last;
    if (this.#last) this.#last.after = running;
    else this.first = running;
    this.#last = running;
    this.size++;
  }

  /** False when it is not in the list any more. */
  delete(running: Running): boolean {
    if (!running.isListed) return false;
    const { before, after } = running;
    if (before) before.after = after;
    else this.first = after;
    if (after) after.before = before;
    else this.#last = before;
    running.before = undefined;
    running.after = undefined;
    running.isListed = false;
    this.size--;
    return true;
  }
}
