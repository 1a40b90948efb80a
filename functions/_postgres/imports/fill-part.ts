import { Refusal } from '../../_http/refusal.ts';
import { attempt, transaction, type Tx } from '../transaction.ts';

export type Part =
  | 'about_sections'
  | 'work_history'
  | 'education'
  | 'languages'
  | 'techstack_categories'
  | 'contact_channels'
  | 'documents';

export interface Filled {
  outcome: 'FILLED' | 'LEFT' | 'REFUSED';
  /** Which entries cannot be taken, and why. */
  troubles: { entry: number; issue: string }[];
}

/** Ends a transaction that changes nothing after all. */
class TakenBack extends Error {
  override name = 'TakenBack';
}

/**
 * Fills a part that is empty, in one transaction: with all entries, or, where some cannot be taken, with none. A part that
 * has content is left. Of two that fill it at once, the second finds it filled.
 * @param rehearse does the same and takes it back
 */
export async function fillPart(
  part: Part,
  entries: ((tx: Tx) => Promise<unknown>)[],
  rehearse: boolean,
): Promise<Filled> {
  const filled: Filled = { outcome: 'FILLED', troubles: [] };
  const work = async (tx: Tx) => {
    await tx.query({
      name: 'lock-part',
      text: `select pg_advisory_xact_lock(hashtextextended($1, 0))`,
      values: [part],
    });
    const { rowCount } = await tx.query(`select from colophon.${part} limit 1`);
    if (rowCount !== 0) {
      filled.outcome = 'LEFT';
      return;
    }
    for (const [entry, bringIn] of entries.entries()) {
      const issue = await attempt(tx, () => bringIn(tx)).then(() => undefined, inWords);
      if (issue !== undefined) filled.troubles.push({ entry, issue });
    }
    if (filled.troubles.length > 0) filled.outcome = 'REFUSED';
    if (filled.troubles.length > 0 || rehearse) throw new TakenBack();
  };
  await transaction(work).catch((error: unknown) => {
    if (!(error instanceof TakenBack)) throw error;
  });
  return filled;
}

/** What a refusal says; whatever is no fault of the entry's ends the whole. */
function inWords(error: unknown): string {
  if (!(error instanceof Refusal) || error.kind === 'unavailable') throw error;
  const violations = (error.violations ?? []).map(({ field, issue }) => `${field} ${issue}`);
  return violations.join(' · ') || error.message;
}
