set local search_path = colophon;

-- Each try that failed is kept, and not the last alone. Who sends a message again makes a new one of it, with an id of its
-- own: `origin` is the id that it had at first, and holds all its tries together.
alter table message_failures add column origin text constraint message_failures_origin_length check (length(origin) between 1 and 100);
update message_failures set origin = message_id;
alter table message_failures
  alter column origin set not null,
  drop constraint message_failures_pkey,
  add primary key (message_id, attempts);
create index message_failures_by_origin on message_failures (origin, failed_at);
