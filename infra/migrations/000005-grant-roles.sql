-- The owner migrates. Neither of the two owns anything.
grant usage on schema published to colophon_reader;
grant select on all tables in schema published to colophon_reader;

grant usage on schema colophon to colophon_writer;
grant usage on schema published to colophon_writer;
grant select on all tables in schema published to colophon_writer;
grant select, insert, update, delete on colophon.sites, colophon.projects, colophon.nodes, colophon.posts,
  colophon.idempotency_keys, colophon.imported_files, colophon.message_failures to colophon_writer;
grant select, delete on colophon.outbox to colophon_writer;
grant select on colophon.api_tokens to colophon_writer;
grant execute on function colophon.database_identity() to colophon_writer;
revoke execute on all functions in schema colophon from public;
grant execute on function colophon.uuid_v7(), colophon.are_slugs(text[]) to colophon_writer;
