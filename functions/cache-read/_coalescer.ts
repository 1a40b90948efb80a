interface Flight<T> {
  running: Promise<T>;
  next?: Promise<T>;
}

/**
 * Lets callers share a piece of work, but only such as began after they came: what they share is then as new as what
 * each would have made. At most one piece runs for a key and one waits.
 */
export class Coalescer<T> {
  readonly #flights = new Map<string, Flight<T>>();

  run(key: string, work: () => Promise<T>): Promise<T> {
    const flight = this.#flights.get(key);
    if (!flight) return this.#start(key, work);
    return (flight.next ??= flight.running.then(
      () => this.#start(key, work),
      () => this.#start(key, work),
    ));
  }

  #start(key: string, work: () => Promise<T>): Promise<T> {
    const flight: Flight<T> = { running: work() };
    this.#flights.set(key, flight);
    const end = () => {
      if (this.#flights.get(key) === flight && !flight.next) this.#flights.delete(key);
    };
    flight.running.then(end, end);
    return flight.running;
  }
}
