import { measure } from '../_env/measure.ts';
import { addFigures, type Finding } from '../_postgres/events/freshness.ts';

/** What is not kept yet: what was found stale is kept at once, a mere count now and then. */
let checkedSince = 0;
let foundSince: Finding[] = [];
const keepEveryMs = 4_000;
let keptMs = Number.NEGATIVE_INFINITY;
let oldestSeconds = 0;

/** Counts what the checker did in Redis, for /metrics and for whoever asks how fresh this site is. All that was found was healed. */
export async function noteFigures(checked: number, found: Finding[]): Promise<void> {
  measureFigures(checked, found);
  checkedSince += checked;
  foundSince.push(...found);
  if (foundSince.length === 0 && performance.now() - keptMs < keepEveryMs) return;
  await addFigures('redis', checkedSince, foundSince);
  keptMs = performance.now();
  checkedSince = 0;
  foundSince = [];
}

function measureFigures(checked: number, found: Finding[]): void {
  measure('colophon_freshness_checked_total', checked, 'redis');
  if (found.length === 0) return;
  oldestSeconds = Math.max(oldestSeconds, ...found.map(({ staleSeconds }) => staleSeconds));
  measure('colophon_freshness_stale_total', found.length, 'redis');
  measure('colophon_freshness_healed_total', found.length, 'redis');
  measure('colophon_freshness_oldest_staleness_seconds', oldestSeconds, 'redis');
}
