import { latestFindings } from '../_postgres/events/freshness.ts';
import { caches, freshnessFigures, tenths } from './_freshness.ts';

const mostShown = 10;
/** What was read is good for so long, and a reading that is under way is everybody's. So asking often costs the database nothing. */
const keepMs = 1_000;

type Summary = Awaited<ReturnType<typeof read>>;

let last: { summary: Promise<Summary>; until: number } | undefined;

export function freshnessSummary(): Promise<Summary> {
  if (last && performance.now() < last.until) return last.summary;
  const reading = { summary: read(), until: Infinity };
  const keep = () => (reading.until = performance.now() + keepMs);
  reading.summary.then(keep, keep);
  last = reading;
  return reading.summary;
}

async function read() {
  const [figures, findings] = await Promise.all([freshnessFigures(), latestFindings(mostShown)]);
  const healings = findings.map(({ cache, foundAt, staleSeconds }) => ({
    cache: caches[cache],
    foundAt,
    staleSeconds: tenths(staleSeconds),
  }));
  return { ...figures, healings };
}
