set local search_path = colophon;

-- A browser in which the author is signed in. How long it lasts without being used, and altogether, are settings: they are
-- compared when it is shown, so that a shorter limit holds at once.
create table sessions (
  id uuid primary key default uuid_v7(),
  account_id uuid not null references accounts on delete cascade,
  token_hash bytea not null constraint sessions_token_unique unique,
  method text not null constraint sessions_method_known check (method in ('password', 'password_and_passkey', 'passkey')),
  created_at timestamptz(3) not null default now(),
  -- When the author last showed who they are; some changes want that to be a short while ago.
  authenticated_at timestamptz(3) not null default now(),
  -- Written once a minute at most.
  last_seen_at timestamptz(3) not null default now(),
  user_agent text not null default '' constraint sessions_user_agent_length check (length(user_agent) <= 500),
  address text not null default '' constraint sessions_address_length check (length(address) <= 100)
);
create index sessions_by_age on sessions (created_at);

-- Who signed in, from where, and when that ended.
select watch('sessions', 'token_hash', 'last_seen_at');

revoke execute on all functions in schema colophon from public;
grant select, insert, update, delete on sessions to colophon_identity;
