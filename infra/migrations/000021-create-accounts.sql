set local search_path = colophon;

-- Who signs in, and with what. The roles of readers and of content reach none of it: that is colophon_identity's alone.

-- One @ with something before and behind it, and nothing unseen. Whether mail arrives there is nobody's concern here.
create function is_email_address(address text) returns boolean language sql immutable parallel safe as $$
  select address ~ '^[^@\u0001-\u0020\u007f-\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff]+@[^@\u0001-\u0020\u007f-\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff]+$'
$$;

create table accounts (
  id uuid primary key default uuid_v7(),
  -- A site has one author.
  is_only boolean not null default true constraint accounts_only_one unique constraint accounts_is_only check (is_only),
  email text not null constraint accounts_email_length check (length(email) <= 254)
    constraint accounts_email_is_address check (is_email_address(email)),
  name text not null constraint accounts_name_length check (length(name) between 1 and 200),
  -- argon2id in the PHC form, with its salt and its costs.
  password_hash text not null constraint accounts_password_hash_form check (password_hash ~ '^\$argon2id\$v=19\$m=\d+,t=\d+,p=\d+\$[A-Za-z0-9+/]+\$[A-Za-z0-9+/]+$'),
  password_changed_at timestamptz(3) not null default now(),
  -- What a sign-in needs. A passkey asks for the finger or the PIN itself, and so is two factors in one.
  sign_in text not null default 'password'
    constraint accounts_sign_in_known check (sign_in in ('password', 'password_and_passkey', 'passkey')),
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now()
);

create table passkeys (
  id uuid primary key default uuid_v7(),
  account_id uuid not null references accounts on delete cascade,
  name text not null constraint passkeys_name_length check (length(name) between 1 and 100),
  credential_id text not null constraint passkeys_credential_unique unique
    constraint passkeys_credential_length check (length(credential_id) between 1 and 1400),
  public_key bytea not null,
  -- What the authenticator has counted; one that goes back is a copy's. Many count nothing and say 0.
  counter bigint not null constraint passkeys_counter_range check (counter between 0 and 4294967295),
  transports text[] not null default '{}',
  -- Whether it may leave its device, and whether it has.
  is_syncable boolean not null,
  is_backed_up boolean not null,
  created_at timestamptz(3) not null default now(),
  last_used_at timestamptz(3)
);

-- Nobody is locked out: an account that wants a passkey has one, however the last one went. It looks when the transaction
-- ends, and holds the account, so that two cannot take one passkey each.
create function sign_in_is_possible() returns trigger language plpgsql security definer set search_path = colophon, pg_temp as $$
begin
  perform from accounts where sign_in <> 'password' for no key update;
  if exists (select from accounts where sign_in <> 'password' and not exists (select from passkeys where account_id = accounts.id)) then
    raise check_violation using constraint = 'accounts_sign_in_is_possible', message = 'the way to sign in needs a passkey';
  end if;
  return null;
end $$;
create constraint trigger sign_in_is_possible after insert or update on accounts deferrable initially deferred
  for each row execute function sign_in_is_possible();
create constraint trigger sign_in_is_possible after update or delete on passkeys deferrable initially deferred
  for each row execute function sign_in_is_possible();

-- The link that makes the account, or that gives a new password to who lost the old one. There is one at most: whoever
-- makes the next ends the former.
create table setup_links (
  is_only boolean primary key default true check (is_only),
  purpose text not null check (purpose in ('setup', 'recovery')),
  -- SHA-256 of 256 random bits, as of all secrets here that nobody chooses.
  token_hash bytea not null,
  created_at timestamptz(3) not null default now(),
  expires_at timestamptz(3) not null
);

-- What an authenticator is to sign, once and within minutes.
create table webauthn_challenges (
  challenge_hash bytea primary key,
  -- `second` is given to who showed the password; `create` belongs to the session that asked.
  purpose text not null check (purpose in ('alone', 'second', 'create')),
  session_id uuid,
  created_at timestamptz(3) not null default now(),
  expires_at timestamptz(3) not null
);
create index webauthn_challenges_by_age on webauthn_challenges (expires_at);

select watch('accounts', 'password_hash'), watch('passkeys', 'public_key', 'counter', 'last_used_at');

revoke execute on all functions in schema colophon from public;
grant usage on schema colophon to colophon_identity;
grant execute on function uuid_v7(), is_email_address(text) to colophon_identity;
grant select, insert, update on accounts to colophon_identity;
grant select, insert, update, delete on passkeys to colophon_identity;
grant select, delete on setup_links to colophon_identity;
grant select, insert, delete on webauthn_challenges to colophon_identity;
