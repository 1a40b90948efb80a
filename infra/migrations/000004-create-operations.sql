set local search_path = colophon;

create table api_tokens (
  id uuid primary key default uuid_v7(),
  name text not null constraint api_tokens_name_length check (length(name) between 1 and 100),
  -- SHA-256 of the token: 256 random bits need no slow hash.
  token_hash bytea not null constraint api_tokens_hash_unique unique,
  created_at timestamptz(3) not null default now()
);

-- A retry with the same key gets the answer of the first try, which was stored in the write's own transaction.
create table idempotency_keys (
  caller text not null,
  key text not null check (length(key) between 1 and 200),
  request_hash bytea not null,
  answer jsonb,
  created_at timestamptz(3) not null default now(),
  primary key (caller, key)
);
create index idempotency_keys_by_age on idempotency_keys (created_at);

-- What the importer brought in. A row outlives its post, so that what the author deleted is not brought back.
create table imported_files (
  project_id uuid not null references projects on delete cascade,
  source_path text not null constraint imported_files_source_path_length check (length(source_path) between 1 and 1000),
  content_hash text not null constraint imported_files_content_hash_shape check (content_hash ~ '^[0-9a-f]{64}$'),
  post_id uuid references posts on delete set null,
  revision integer not null,
  primary key (project_id, source_path)
);

-- Why a message failed last, by its id. No row means that the function timed out or its process ended.
create table message_failures (
  message_id text primary key check (length(message_id) between 1 and 100),
  reason text not null check (reason in ('malformed', 'unavailable', 'fault')),
  detail text not null check (length(detail) <= 1000),
  request_id text not null,
  attempts integer not null,
  failed_at timestamptz(3) not null default now()
);
create index message_failures_by_age on message_failures (failed_at);

-- Rotated by migrations and by restore: what caches built before belongs to another database.
create table database_epoch (
  id boolean primary key default true check (id),
  epoch uuid not null default gen_random_uuid()
);
insert into database_epoch default values;

-- Transaction ids mean something within one history of one database only; this names that history.
create function database_identity() returns text
  language sql stable security definer set search_path = colophon, pg_temp as $$
  select md5(concat_ws(' ', system.system_identifier, checkpoint.timeline_id, current_database(), database_epoch.epoch))
  from pg_control_system() system, pg_control_checkpoint() checkpoint, database_epoch
$$;
