export interface Clock {
  /** In milliseconds. */
  now(): number;
}

/**
 * The time that all processes share, since their windows begin together: Redis's, carried on by the process's own monotonic
 * clock. Nobody who sets this machine's clock moves it; before Redis was heard it begins at this machine's time.
 */
export class SharedClock implements Clock {
  #offset = performance.timeOrigin;

  now(): number {
    return performance.now() + this.#offset;
  }

  /** What is within the time that an answer takes is no news. */
  hear(redisMs: number): void {
    const offset = redisMs - performance.now();
    if (Math.abs(offset - this.#offset) > 50) this.#offset = offset;
  }
}
