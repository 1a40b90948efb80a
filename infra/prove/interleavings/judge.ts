import { holds, parseSnapshot } from '../../../functions/_keys/snapshot.ts';

interface Judged {
  snapshot: string;
  tags: readonly string[];
  /** Under which snapshot it was read in truth, where a planted fault made it claim another. */
  readUnder?: string;
}

/**
 * Knows which xids the cache has been told about, for which tags, and in which order. An object that is handed out, or
 * that lies in the cache, must hold each of them that had been processed before one looked.
 */
export class Judge {
  readonly #processed = new Map<string, { xid: bigint; order: number }[]>();
  #order = 0;
  readonly verdicts: string[] = [];

  /** An event has been processed: from here on nothing may lack it. */
  processed(xid: bigint, tags: readonly string[]): void {
    this.#order++;
    for (const tag of tags) {
      const xids = this.#processed.get(tag) ?? [];
      xids.push({ xid, order: this.#order });
      this.#processed.set(tag, xids);
    }
  }

  /** This moment, to be taken before one looks. */
  now(): number {
    return this.#order;
  }

  judge(name: string, object: Judged, asOf: number, where: string): void {
    const snapshot = parseSnapshot(object.readUnder ?? object.snapshot);
    for (const tag of object.tags) {
      const lacking = this.#processed.get(tag)?.find(({ xid, order }) => order <= asOf && !holds(snapshot, xid));
      if (lacking) this.verdicts.push(`${where}: ${name} of ${object.snapshot} lacks ${lacking.xid} of ${tag}`);
    }
  }
}
