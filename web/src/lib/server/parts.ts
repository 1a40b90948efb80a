import { partsHeader, partsWanted } from '../../../../functions/_keys/parts.ts';

/**
 * What a page was built from, as the answers of the API name it. The gateway keeps the page by it, and drops it when any of its
 * parts becomes stale. One answer that names no part may have been anything, so the page is nothing to be kept then.
 */
export class PageParts {
  readonly #parts = new Set<string>();
  #isKnown = true;

  add({ headers }: Response): void {
    const named = headers.get(partsHeader);
    if (named === null) this.#isKnown = false;
    else for (const part of named.split(' ')) this.#parts.add(part);
  }

  /** Time passes without an event, so what depends on it is nothing to be kept. */
  dependOnTime(): void {
    this.#isKnown = false;
  }

  /** Tells whoever asked for it, which is our own gateway; it lets nothing of it out. */
  tell(asked: Headers, headers: Headers): void {
    if (asked.get(partsHeader) === partsWanted && this.#isKnown && this.#parts.size > 0)
      headers.set(partsHeader, [...this.#parts].join(' '));
  }
}
