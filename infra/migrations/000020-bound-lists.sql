-- Lists that are answered whole must fit an answer, which holds at most 5 MB: what one entry may hold is bounded by its
-- columns, and how many there are is bounded here, by what all of them weigh as JSON. Two writers at once may pass together
-- what each may pass alone; the limits leave room for that.
set local search_path = colophon;

create function fits() returns trigger language plpgsql set search_path = colophon, pg_temp as $$
declare
  weight bigint;
begin
  execute format('select coalesce(sum(octet_length(to_jsonb(entry)::text)), 0) from %s entry', tg_relid::regclass) into weight;
  if weight > tg_argv[0]::bigint then
    raise check_violation using constraint = tg_table_name || '_fits', message = 'the list would not fit an answer';
  end if;
  return null;
end $$;
revoke execute on function fits() from public;

-- Alone, or with little beside it.
create trigger fits after insert or update on about_sections for each statement execute function fits('3000000');
create trigger fits after insert or update on projects for each statement execute function fits('3000000');
create trigger fits after insert or update on contact_channels for each statement execute function fits('1000000');
-- All of these together are the résumé.
create trigger fits after insert or update on work_history for each statement execute function fits('800000');
create trigger fits after insert or update on education for each statement execute function fits('800000');
create trigger fits after insert or update on languages for each statement execute function fits('200000');
create trigger fits after insert or update on documents for each statement execute function fits('800000');
create trigger fits after insert or update on techstack_categories for each statement execute function fits('200000');
create trigger fits after insert or update on techstack_collections for each statement execute function fits('300000');
create trigger fits after insert or update on techstack_items for each statement execute function fits('800000');
