/** How long a reader may be shown what lacks an acknowledged write: without faults, and after the end of one. */
export const bound = { calmMs: 1_000, afterFaultMs: 20_000 } as const;

export type ViolationKind = 'stale' | 'lost' | 'own write' | 'torn' | 'never written' | 'refused' | 'unanswered';
export interface Violation {
  kind: ViolationKind;
  atMs: number;
  text: string;
}

/** What a reader or the author was shown of a post: the mark of its text, or that there is no such post. */
export type Shown = number | 'nothing';

interface Version {
  shown: Shown;
  sentMs: number;
  acknowledgedMs: number | undefined;
}

/** When faults began and ended. A reader's bound is counted from there. */
export class FaultLog {
  readonly #faults: { beganMs: number; endedMs: number }[] = [];

  /** @returns to be called at the fault's end */
  begins(atMs: number): (atMs: number) => void {
    const fault = { beganMs: atMs, endedMs: Infinity };
    this.#faults.push(fault);
    return (endedMs) => (fault.endedMs = endedMs);
  }

  /** Until when a write acknowledged then may be missing from what readers are shown. */
  deadline(acknowledgedMs: number): { atMs: number; isCalm: boolean } {
    let atMs = acknowledgedMs + bound.calmMs;
    let isCalm = true;
    for (const { beganMs, endedMs } of this.#faults) {
      const recoveredMs = endedMs + bound.afterFaultMs;
      if (beganMs > atMs || recoveredMs < acknowledgedMs) continue;
      atMs = Math.max(atMs, recoveredMs);
      isCalm = false;
    }
    return { atMs, isCalm };
  }
}

/**
 * All that was ever written of one post, by its one author, who begins a write when the one before has been answered. So the
 * versions are a line, and what is shown is a place on it.
 */
export class History {
  readonly name: string;
  readonly #versions: Version[] = [];

  constructor(name: string) {
    this.name = name;
  }

  /** @returns to be called when it is acknowledged */
  writes(shown: Shown, sentMs: number): (acknowledgedMs: number) => void {
    const version: Version = { shown, sentMs, acknowledgedMs: undefined };
    this.#versions.push(version);
    return (acknowledgedMs) => (version.acknowledgedMs = acknowledgedMs);
  }

  /** The latest that was acknowledged, as its author knows it. */
  get latest(): { index: number; shown: Shown } {
    const index = this.#versions.findLastIndex(({ acknowledgedMs }) => acknowledgedMs !== undefined);
    return { index, shown: this.#versions[index]?.shown ?? 'nothing' };
  }

  /** What of it is to be found among the revisions. */
  get acknowledgedMarks(): number[] {
    return this.#versions.flatMap(({ shown, acknowledgedMs }) =>
      acknowledgedMs !== undefined && shown !== 'nothing' ? [shown] : [],
    );
  }

  /** The latest version that looks so; undefined where none does. Whoever saw it saw all before it. */
  latestLike(shown: Shown): number | undefined {
    const index = this.#versions.findLastIndex((version) => version.shown === shown);
    return index < 0 ? undefined : index;
  }

  /** When the first version that is missing from the given one was acknowledged; undefined where none is missing. */
  missedSince(index: number): number | undefined {
    return this.#versions[index + 1]?.acknowledgedMs;
  }
}

/** Judges every answer by what had been acknowledged when it was asked for. */
export class Model {
  readonly faults = new FaultLog();
  readonly violations: Violation[] = [];
  /** Answers that were judged, versions of posts that were seen in them, writes that were acknowledged. */
  readonly counts = { reads: 0, seen: 0, writes: 0 };
  /** The longest that anybody was shown what lacks an acknowledged write. */
  readonly worst = { calmMs: 0, afterFaultMs: 0 };

  /** @param askedMs before the request was sent */
  readerSees(history: History, shown: Shown, askedMs: number, where: string): void {
    this.counts.seen++;
    const index = history.latestLike(shown);
    if (index === undefined) return this.violated('never written', askedMs, `${where} shows ${said(history, shown)}`);
    const acknowledgedMs = history.missedSince(index);
    if (acknowledgedMs === undefined || acknowledgedMs >= askedMs) return;
    const { atMs, isCalm } = this.faults.deadline(acknowledgedMs);
    const missedMs = askedMs - acknowledgedMs;
    const worst = isCalm ? 'calmMs' : 'afterFaultMs';
    this.worst[worst] = Math.max(this.worst[worst], missedMs);
    if (askedMs <= atMs) return;
    const late = `${seconds(missedMs)} after the next was acknowledged, ${seconds(askedMs - atMs)} past the bound`;
    this.violated('stale', askedMs, `${where} shows ${said(history, shown)}, ${late}`);
  }

  /** Who asks with the version of their own write is never shown anything older, whatever fails. */
  authorSees(history: History, shown: Shown, index: number, askedMs: number, where: string): void {
    this.counts.seen++;
    const seen = history.latestLike(shown);
    if (seen === undefined || seen < index)
      this.violated('own write', askedMs, `${where} shows ${said(history, shown)} to whoever wrote after it`);
  }

  /** The studio asks the database: what was acknowledged is there, and nothing else. */
  studioSees(history: History, shown: Shown, askedMs: number): void {
    this.counts.reads++;
    this.counts.seen++;
    const { shown: written } = history.latest;
    if (shown !== written)
      this.violated('lost', askedMs, `the database has ${said(history, shown)} and not ${String(written)}`);
  }

  violated(kind: ViolationKind, atMs: number, text: string): void {
    this.violations.push({ kind, atMs, text });
  }
}

function said({ name }: History, shown: Shown): string {
  return shown === 'nothing' ? `no post ${name}` : `${shown} of ${name}`;
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(2)} s`;
}
