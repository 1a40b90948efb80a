import type { FreshnessSummaryJson } from '../../../../../proto/gen/colophon/freshness/v1/freshness_pb.js';
import { type Fetch, reach } from './ask.ts';
import type { Whole } from './whole.ts';

/** Proto3 JSON has words for what is no number; no figure is. */
type InFigures<T> = [number] extends [T] ? number : T extends object ? { [Key in keyof T]: InFigures<T[Key]> } : T;

export type FreshnessSummary = InFigures<Whole<FreshnessSummaryJson>>;

/** Undefined while the database, in which the figures rest, does not answer: then there is nothing to say, and that is no fault of the page. */
export async function getFreshness(fetch: Fetch): Promise<FreshnessSummary | undefined> {
  const response = await reach(fetch, ['freshness']);
  return response.ok ? ((await response.json()) as FreshnessSummary) : undefined;
}
