set local search_path = colophon;

-- What a token may do, and until when. Those that were made before there were scopes keep what they had: everything.
alter table api_tokens
  add scopes text[] not null default '{read,write,operate}'
    constraint api_tokens_scopes_known check (scopes <@ '{read,write,operate}' and cardinality(scopes) between 1 and 3),
  add expires_at timestamptz(3) constraint api_tokens_expires_at_range
    check (expires_at >= '0001-01-01T00:00:00Z' and expires_at < '10000-01-01T00:00:00Z'),
  -- Its first characters, by which its owner knows it again; '' for one from before.
  add prefix text not null default '' constraint api_tokens_prefix_length check (length(prefix) <= 20),
  -- Written once a minute at most.
  add last_used_at timestamptz(3);

select watch('api_tokens', 'token_hash', 'last_used_at');

-- Who changes content has no business with hashes.
revoke select on api_tokens from colophon_writer;
revoke execute on all functions in schema colophon from public;
grant select, insert, update, delete on api_tokens to colophon_identity;
