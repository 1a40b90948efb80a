/** A poller's place among those of one queue. */
export interface Place {
  take(): Promise<void>;
  /** Gives the turn on, if it is this one's. */
  pass(): void;
}

/**
 * One poller at a time waits at the queue; whoever was given messages lets the next one wait while it is at work. A queue
 * server wakes all who wait for each message, and the others would ask again in vain just when that message needs the
 * processor: with five waiting, it reached the cache twice as late.
 */
export class ReceivingTurn {
  readonly #waiting: { go(): void; giveUp(error: Error): void }[] = [];
  #isTaken = false;
  isOver = false;

  place(): Place {
    let isMine = false;
    return {
      take: async () => {
        await this.#take();
        isMine = true;
      },
      pass: () => {
        if (isMine) this.#pass();
        isMine = false;
      },
    };
  }

  /** Nobody waits any more: those who do are refused. */
  end(): void {
    this.isOver = true;
    for (const { giveUp } of this.#waiting.splice(0)) giveUp(new Error('The mapping is being stopped.'));
  }

  async #take(): Promise<void> {
    if (this.isOver) throw new Error('The mapping is being stopped.');
    if (this.#isTaken) await new Promise<void>((go, giveUp) => this.#waiting.push({ go, giveUp }));
    this.#isTaken = true;
  }

  #pass(): void {
    const next = this.#waiting.shift();
    // What was received goes first.
    if (next) setImmediate(() => next.go());
    else this.#isTaken = false;
  }
}
