import { timestamp } from '../built-object.ts';
import { pool, smallReadMs } from '../pool.ts';
import { readOnce } from '../transaction.ts';
import { refuseTrouble } from '../trouble.ts';

export type CacheName = 'redis' | 'edge';

/** An entry that was stale and was dropped; what else is known of it is its history. */
export interface Finding {
  name: string;
  /** At most this long. */
  staleSeconds: number;
}

export interface KeptFinding extends Finding {
  cache: CacheName;
  foundAt: string;
  history: Record<string, unknown>;
}

export interface Figures {
  cache: CacheName;
  checked: number;
  stale: number;
  healed: number;
  oldestSeconds: number;
  beganAt: string;
  checkedAt: string;
}

/** Figures and findings are forgotten after so many days; of findings no more are kept than anybody would read. */
export const keptDays = 30;
const mostFindings = 200;
const maxNameLength = 2_000;

/** Adds what a checker did since it last said so. What it found, it healed. */
export async function addFigures(cache: CacheName, checked: number, found: Finding[]): Promise<void> {
  const oldest = Math.max(0, ...found.map(({ staleSeconds }) => staleSeconds));
  const findings = found.slice(0, mostFindings).map(({ name, staleSeconds, ...history }) => ({
    name: name.slice(0, maxNameLength) || '?',
    staleSeconds,
    history,
  }));
  await pool('writer')
    .query({
      name: 'add-freshness-figures',
      text: `with past_days as (delete from colophon.freshness_days where day < (now() at time zone 'UTC')::date - $5::int),
          found as (
            insert into colophon.freshness_findings (cache, name, stale_seconds, history)
            select $1, finding->>'name', (finding->>'staleSeconds')::float8, finding->'history' from jsonb_array_elements($4::jsonb) finding
            returning id),
          past_findings as (
            delete from colophon.freshness_findings where exists (select from found) and (found_at < now() - make_interval(days => $5)
              or id <= (select id from colophon.freshness_findings order by id desc offset $6 limit 1)))
        insert into colophon.freshness_days as kept (cache, checked, stale, healed, oldest_seconds)
        values ($1, $2::bigint, jsonb_array_length($4::jsonb), jsonb_array_length($4::jsonb), $3::float8)
        on conflict (day, cache) do update set checked = kept.checked + excluded.checked, stale = kept.stale + excluded.stale,
          healed = kept.healed + excluded.healed, oldest_seconds = greatest(kept.oldest_seconds, excluded.oldest_seconds),
          checked_at = clock_timestamp()`,
      values: [cache, checked, oldest, JSON.stringify(findings), keptDays, mostFindings],
    })
    .catch((error: unknown) => refuseTrouble(error));
}

/** Of the last days together, for each cache that was looked at. */
export function readFigures(): Promise<Figures[]> {
  return readOnce<Figures>(
    'writer',
    {
      name: 'read-freshness-figures',
      text: `select cache, sum(checked)::float8 as checked, sum(stale)::float8 as stale, sum(healed)::float8 as healed,
          max(oldest_seconds) as "oldestSeconds", ${timestamp('min(began_at)')} as "beganAt", ${timestamp('max(checked_at)')} as "checkedAt"
        from colophon.freshness_days where day >= (now() at time zone 'UTC')::date - $1::int group by cache order by cache desc`,
    },
    [keptDays],
    smallReadMs,
  );
}

/** The latest first. */
export function latestFindings(most: number): Promise<KeptFinding[]> {
  return readOnce<KeptFinding>(
    'writer',
    {
      name: 'latest-freshness-findings',
      text: `select cache, name, stale_seconds as "staleSeconds", ${timestamp('found_at')} as "foundAt", history
        from colophon.freshness_findings order by id desc limit $1`,
    },
    [most],
    smallReadMs,
  );
}
