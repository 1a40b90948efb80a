export interface ImportReport {
  created: number;
  updated: number;
  unchanged: number;
  editedMeanwhile: number;
  reported: number;
  failed: number;
}

export type Outcome = 'created' | 'updated' | 'unchanged' | 'editedMeanwhile' | 'failed';

const aSecond = 1_000;

/** Counts what happens, and says it in lines: one for each thing that changed or that could not be taken over. */
export class Reporter {
  readonly counts: ImportReport = { created: 0, updated: 0, unchanged: 0, editedMeanwhile: 0, reported: 0, failed: 0 };
  readonly #onLine: (line: string) => void;
  readonly #rehearsal: boolean;
  readonly #tallies = new Map<string, number>();
  #done = 0;
  #lastLine = Date.now();
  total = 0;

  constructor(onLine: (line: string) => void, rehearsal = false) {
    this.#onLine = onLine;
    this.#rehearsal = rehearsal;
  }

  say(label: string, text: string): void {
    this.#lastLine = Date.now();
    this.#onLine(`${label.padEnd(11)} ${text}`);
  }

  /** Something that could not be taken over as it was. */
  note(source: string, issue: string): void {
    this.counts.reported += 1;
    this.say('reported', `${source}: ${issue}`);
  }

  /** The same of many files: one line at the end. */
  tally(issue: string, times = 1): void {
    this.#tallies.set(issue, (this.#tallies.get(issue) ?? 0) + times);
  }

  /** What stays as it is gets no line, but a long run of it shows that it goes on. */
  file(outcome: Outcome, text: string): void {
    this.#done += 1;
    this.counts[outcome] += 1;
    const progress = `[${String(this.#done).padStart(String(this.total).length)}/${this.total}]`;
    if (outcome !== 'unchanged') this.say(this.#label(outcome), `${progress} ${text}`);
    else if (Date.now() - this.#lastLine > aSecond) this.say('unchanged', progress);
  }

  #label(outcome: Outcome): string {
    if (outcome === 'editedMeanwhile') return 'left';
    return this.#rehearsal && outcome === 'created' ? 'would come' : outcome;
  }

  close(): ImportReport {
    for (const [issue, times] of [...this.#tallies].sort()) {
      this.counts.reported += 1;
      this.say('reported', `${issue} (${times} ${times === 1 ? 'time' : 'times'})`);
    }
    const { created, updated, unchanged, editedMeanwhile, reported, failed } = this.counts;
    const failures = failed > 0 ? `, ${failed} failed` : '';
    this.#onLine(
      `${created} created, ${updated} updated, ${unchanged} unchanged, ${editedMeanwhile} edited meanwhile, ${reported} reported${failures}`,
    );
    return this.counts;
  }
}
