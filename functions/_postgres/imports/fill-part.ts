import { Refusal } from '../../_http/refusal.ts';
import { attempt, type Tx } from '../transaction.ts';

export type Part =
  | 'about_sections'
  | 'work_history'
  | 'education'
  | 'languages'
  | 'techstack_categories'
  | 'contact_channels'
  | 'documents'
  | 'redirects';

export interface Filled {
  outcome: 'FILLED' | 'LEFT' | 'REFUSED';
  /** Which entries cannot be taken, and why. */
  troubles: { entry: number; issue: string }[];
}

/** Ends a transaction that is to change nothing after all, with what came of it. */
export class TakenBack extends Error {
  override name = 'TakenBack';
  readonly filled: Filled;

  constructor(filled: Filled) {
    super('taken back');
    this.filled = filled;
  }
}

/**
 * Fills a part that is empty: with all entries, or, where some cannot be taken, with none. A part that has content is left.
 * Of two that fill it at once, the second finds it filled.
 * @param rehearse does the same and takes it back
 * @throws TakenBack where nothing is to stay of it
 */
export async function fillPart(
  tx: Tx,
  part: Part,
  entries: (() => Promise<unknown>)[],
  rehearse: boolean,
): Promise<Filled> {
  const lock = { name: 'lock-part', text: `select pg_advisory_xact_lock(hashtextextended('part ' || $1, 0))` };
  await tx.query({ ...lock, values: [part] });
  const { rowCount } = await tx.query(`select from colophon.${part} limit 1`);
  if (rowCount !== 0) return { outcome: 'LEFT', troubles: [] };
  const troubles: Filled['troubles'] = [];
  for (const [entry, bringIn] of entries.entries()) {
    const issue = await attempt(tx, bringIn).then(() => undefined, inWords);
    if (issue !== undefined) troubles.push({ entry, issue });
  }
  const filled: Filled = { outcome: troubles.length > 0 ? 'REFUSED' : 'FILLED', troubles };
  if (rehearse || troubles.length > 0) throw new TakenBack(filled);
  return filled;
}

/** What a refusal says; whatever is no fault of the entry's ends the whole. */
function inWords(error: unknown): string {
  if (!(error instanceof Refusal) || error.kind === 'unavailable') throw error;
  const violations = (error.violations ?? []).map(({ field, issue }) => `${field} ${issue}`);
  return violations.join(' · ') || error.message;
}
