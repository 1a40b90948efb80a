set local search_path = colophon;

-- What the checker compared, by day, so that an old mishap is not held against the site for ever. Its figures outlive the caches.
create table freshness_days (
  day date not null default (clock_timestamp() at time zone 'UTC')::date,
  cache text not null constraint freshness_days_cache_known check (cache in ('redis', 'edge')),
  checked bigint not null,
  stale bigint not null,
  healed bigint not null,
  -- The longest that any of it can have been stale.
  oldest_seconds double precision not null,
  began_at timestamptz(3) not null default clock_timestamp(),
  checked_at timestamptz(3) not null default clock_timestamp(),
  primary key (day, cache)
);

-- Each entry that was stale, with all that was known of it when it was dropped.
create table freshness_findings (
  id bigint generated always as identity primary key,
  found_at timestamptz(3) not null default clock_timestamp(),
  cache text not null constraint freshness_findings_cache_known check (cache in ('redis', 'edge')),
  name text not null constraint freshness_findings_name_length check (length(name) between 1 and 2500),
  stale_seconds double precision not null,
  history jsonb not null
);
create index freshness_findings_by_age on freshness_findings (found_at);

grant select, insert, update, delete on freshness_days, freshness_findings to colophon_writer;
