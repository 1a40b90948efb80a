import { setTimeout as wait } from 'node:timers/promises';
import { log } from '../../../functions/_env/log.ts';
import type { Invoker } from '../../lambda-host/invoker.ts';
import type { Found } from './checker.ts';

const keepEveryMs = 4_000;
const patienceMs = 3_000;
/** Of an entry that was found; more would be more than anybody reads. */
const mostWaiting = 100;

/** Hands what the checker of the edge found to the function that keeps it, with what was found at once and mere counts now and then. */
export class KeptFigures {
  readonly #invoker: Invoker;
  #checked = 0;
  #found: Found[] = [];
  #keptMs = Number.NEGATIVE_INFINITY;
  #isUnderWay = false;

  constructor(invoker: Invoker) {
    this.#invoker = invoker;
  }

  add(checked: number, found: Found[]): void {
    this.#checked += checked;
    this.#found = [...this.#found, ...found].slice(-mostWaiting);
    const isDue = this.#found.length > 0 || performance.now() - this.#keptMs >= keepEveryMs;
    if (isDue && !this.#isUnderWay) void this.#keep();
  }

  /** What was not taken waits; of what nobody answered nothing is known, and it is not said twice. */
  async #keep(): Promise<void> {
    this.#isUnderWay = true;
    this.#keptMs = performance.now();
    const [checked, found] = [this.#checked, this.#found];
    [this.#checked, this.#found] = [0, []];
    const isTaken = await Promise.race([
      this.#invoker.invoke('operations-record-freshness', { checked, found }).then(wasTaken, () => false),
      wait(patienceMs, true, { ref: false }),
    ]);
    this.#isUnderWay = false;
    if (isTaken) return;
    this.#checked += checked;
    this.#found = [...found, ...this.#found].slice(-mostWaiting);
    log.debug({ checked }, 'the figures of the edge wait for who keeps them');
  }
}

function wasTaken(result: { kind: string; value?: unknown }): boolean {
  return result.kind === 'returned' && !(result.value as { refusal?: unknown } | null)?.refusal;
}
