set local search_path = colophon;

-- Who changed what, when, and from what to what. Rows are added by the trigger below and never change.
create table audit_log (
  id bigint generated always as identity primary key,
  xid xid8 not null default pg_current_xact_id(),
  at timestamptz(3) not null default clock_timestamp(),
  author text not null default who(),
  request_id text not null default coalesce(current_setting('colophon.request_id', true), ''),
  traceparent text not null default coalesce(current_setting('colophon.traceparent', true), ''),
  table_name text not null,
  -- The key of the row; '' where a whole table was emptied.
  entity text not null default '',
  action text not null constraint audit_log_action_known check (action in ('insert', 'update', 'delete', 'truncate')),
  -- Of an update the columns that changed, else the whole row.
  before jsonb,
  after jsonb
);
create index audit_log_by_entity on audit_log (table_name, entity, id desc);

create function audit_log_is_final() returns trigger language plpgsql as $$
begin
  raise insufficient_privilege using message = 'the audit log is only added to';
end $$;
create trigger audit_log_is_final before update or delete on audit_log for each row execute function audit_log_is_final();
create trigger audit_log_is_not_emptied before truncate on audit_log for each statement execute function audit_log_is_final();
alter table audit_log enable always trigger audit_log_is_final, enable always trigger audit_log_is_not_emptied;

-- Arguments: the columns of the key, joined by commas; then columns that follow from others. What the database computes
-- by itself is left out by what the catalog says, so that a column that comes later needs no thought.
create function audit() returns trigger language plpgsql security definer set search_path = colophon, pg_temp as $$
declare
  derived text[] := coalesce(tg_argv[1:], '{}') || 'updated_at'::text || array(
    select attname::text from pg_attribute
    where attrelid = tg_relid and attnum > 0 and (attgenerated <> '' or atttypid = 'tsvector'::regtype));
  whole jsonb;
  was jsonb;
  becomes jsonb;
begin
  if tg_op = 'TRUNCATE' then
    insert into audit_log (table_name, action) values (tg_table_name, 'truncate');
    return null;
  end if;
  if tg_op <> 'INSERT' then was := to_jsonb(old) - derived; end if;
  if tg_op <> 'DELETE' then becomes := to_jsonb(new) - derived; end if;
  whole := case tg_op when 'DELETE' then to_jsonb(old) else to_jsonb(new) end;
  if tg_op = 'UPDATE' then
    select jsonb_object_agg(one.key, one.value), jsonb_object_agg(one.key, becomes -> one.key) into was, becomes
      from jsonb_each(was) one where one.value is distinct from becomes -> one.key;
    if was is null then return null; end if;
  end if;
  insert into audit_log (table_name, entity, action, before, after) values (
    tg_table_name, (select string_agg(whole ->> part, ' ' order by place) from unnest(string_to_array(tg_argv[0], ',')) with ordinality key (part, place)),
    lower(tg_op), was, becomes);
  return null;
end $$;

-- For each content table, in the migration that makes it: select watch('redirects'); with the columns that follow from
-- others behind it, where triggers or foreign keys fill them in.
create function watch(watched regclass, variadic derived text[] default '{}') returns void language plpgsql as $$
declare
  key text := (
    select string_agg(attname, ',' order by array_position(conkey, attnum))
    from pg_constraint join pg_attribute on attrelid = conrelid and attnum = any (conkey)
    where conrelid = watched and contype = 'p');
  arguments text := (select string_agg(quote_literal(argument), ', ' order by place) from unnest(array[key] || derived) with ordinality given (argument, place));
begin
  execute format('create trigger audit after insert or update or delete on %s for each row execute function colophon.audit(%s)', watched, arguments);
  execute format('create trigger audit_truncate after truncate on %s for each statement execute function colophon.audit()', watched);
  execute format('alter table %s enable always trigger audit, enable always trigger audit_truncate', watched);
end $$;

select watch('sites'), watch('projects'), watch('redirects'),
  watch('nodes', 'parent_path', 'parent_sort_key'), watch('posts', 'path', 'sort_key');

grant select on audit_log to colophon_writer;
revoke execute on all functions in schema colophon from public;
