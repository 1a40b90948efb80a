set local search_path = colophon;

-- A row here means: committed, and the caches may not know yet.
create table outbox (
  id bigint generated always as identity primary key,
  xid xid8 not null default pg_current_xact_id(),
  tag text not null check (length(tag) between 1 and 200),
  traceparent text not null default coalesce(current_setting('colophon.traceparent', true), ''),
  created_at timestamptz(3) not null default clock_timestamp(),
  -- A transaction says a thing once, however many rows say it.
  constraint outbox_once unique (xid, tag)
);

-- SECURITY DEFINER: who changes content needs no right to write here, and cannot forget to.
create function announce(variadic stale text[]) returns void
  language plpgsql security definer set search_path = colophon, pg_temp as $$
begin
  insert into outbox (tag) select distinct tag from unnest(stale) tag where tag is not null on conflict do nothing;
  perform pg_notify('outbox', '');
end $$;
revoke all on function announce(text[]) from public;

create function announce_all() returns trigger language plpgsql security definer set search_path = colophon, pg_temp as $$
begin
  perform announce('all');
  return null;
end $$;

create function announce_site() returns trigger language plpgsql security definer set search_path = colophon, pg_temp as $$
begin
  perform announce('site');
  return null;
end $$;

create function announce_project() returns trigger language plpgsql security definer set search_path = colophon, pg_temp as $$
declare
  id uuid := coalesce(new.id, old.id);
begin
  perform announce('project:' || id, 'project:' || id || ':card', 'projects:cards');
  if tg_op <> 'UPDATE' or (old.slug, old.name) is distinct from (new.slug, new.name) then
    perform announce('project:' || id || ':name');
  end if;
  if tg_op <> 'UPDATE' or (old.slug, old.name, old.position) is distinct from (new.slug, new.name, new.position) then
    perform announce('projects');
  end if;
  if tg_op = 'UPDATE' and old.id <> new.id then
    perform announce('project:' || old.id, 'project:' || old.id || ':card', 'project:' || old.id || ':name', 'projects');
  end if;
  return null;
end $$;

create function announce_node() returns trigger language plpgsql security definer set search_path = colophon, pg_temp as $$
begin
  perform announce('project:' || old.project_id || ':tree', 'project:' || new.project_id || ':tree');
  return null;
end $$;

-- A draft is nobody's reading: only what is or was published can have gone stale.
create function announce_post() returns trigger language plpgsql security definer set search_path = colophon, pg_temp as $$
declare
  was boolean := tg_op <> 'INSERT' and old.status = 'published';
  becomes boolean := tg_op <> 'DELETE' and new.status = 'published';
begin
  if not was and not becomes then
    return null;
  end if;
  perform announce('post:' || old.id, 'post:' || new.id);
  if not (was and becomes) or old.project_id <> new.project_id or old.id <> new.id then
    perform announce('post:' || old.id || ':card', 'post:' || new.id || ':card', 'posts',
      'project:' || old.project_id || ':tree', 'project:' || new.project_id || ':tree',
      'project:' || old.project_id || ':card', 'project:' || new.project_id || ':card',
      'project:' || old.project_id || ':titles', 'project:' || new.project_id || ':titles', 'projects:cards');
  elsif (old.title, old.summary, old.path, old.sort_key, old.published_at)
        is distinct from (new.title, new.summary, new.path, new.sort_key, new.published_at) then
    perform announce('post:' || new.id || ':card');
    if old.published_at is distinct from new.published_at then perform announce('posts'); end if;
    if old.title <> new.title then perform announce('project:' || new.project_id || ':titles'); end if;
    if (old.path, old.sort_key, old.node_id) is distinct from (new.path, new.sort_key, new.node_id) then
      perform announce('project:' || new.project_id || ':tree');
    end if;
  end if;
  return null;
end $$;

create trigger announce after insert or update or delete on sites for each row execute function announce_site();
create trigger announce after insert or update or delete on projects for each row execute function announce_project();
create trigger announce after insert or update or delete on nodes for each row execute function announce_node();
create trigger announce after insert or update or delete on posts for each row execute function announce_post();
create trigger announce_truncate after truncate on sites for each statement execute function announce_all();
create trigger announce_truncate after truncate on projects for each statement execute function announce_all();
create trigger announce_truncate after truncate on nodes for each statement execute function announce_all();
create trigger announce_truncate after truncate on posts for each statement execute function announce_all();

-- ALWAYS: also in a session that replays or restores with session_replication_role = replica.
alter table sites enable always trigger announce, enable always trigger announce_truncate;
alter table projects enable always trigger announce, enable always trigger announce_truncate;
alter table nodes enable always trigger announce, enable always trigger announce_truncate;
alter table posts enable always trigger announce, enable always trigger announce_truncate;
