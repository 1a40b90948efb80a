-- What the outbox holds has to reach the queue: to take from it is the relay's alone, and the relay reaches nothing else.
-- The writer may still see how old it is.
revoke delete on colophon.outbox from colophon_writer;

grant usage on schema colophon to colophon_relay;
grant select, delete on colophon.outbox to colophon_relay;
grant execute on function colophon.database_identity() to colophon_relay;
