set local search_path = colophon;

-- A revision counts what the author changed of a node. A path that moved with its section is no change of it.
alter table nodes add column revision integer not null default 1;

create function nodes_count_revision() returns trigger language plpgsql as $$
begin
  if new.revision = old.revision then new.revision := old.revision + 1; end if;
  return new;
end $$;
create trigger nodes_count_revision before update on nodes for each row
  when ((old.name, old.slug, old.parent_id, old.position, old.revision)
        is distinct from (new.name, new.slug, new.parent_id, new.position, new.revision))
  execute function nodes_count_revision();

-- Where a node was before. It names the node and not its next path, so that a chain of moves is one hop.
create table former_paths (
  project_id uuid not null constraint former_paths_project references projects on update cascade on delete cascade,
  path text collate "C" not null,
  node_id uuid not null constraint former_paths_node references nodes on update cascade on delete cascade,
  left_at timestamptz(3) not null default now(),
  primary key (project_id, path)
);
create index former_paths_by_node on former_paths (node_id);

-- What a project was called before.
create table former_slugs (
  slug slug primary key,
  project_id uuid not null constraint former_slugs_project references projects on update cascade on delete cascade,
  left_at timestamptz(3) not null default now()
);
create index former_slugs_by_project on former_slugs (project_id);

-- A path that is taken belongs to whoever has it now. Looked at once the statement is through, so that of several nodes
-- that follow each other none is counted where it only passed. A node that goes to another project leaves no way behind:
-- only SQL by hand can do that, and what ends an answer about a path is announced in the path's own project alone.
create function nodes_leave_path() returns trigger language plpgsql security definer set search_path = colophon, pg_temp as $$
begin
  if tg_op = 'UPDATE' and old.project_id <> new.project_id then
    delete from former_paths where node_id = new.id;
  elsif tg_op = 'UPDATE' then
    insert into former_paths (project_id, path, node_id)
      select old.project_id, old.path, new.id
      where not exists (select from nodes where project_id = old.project_id and path = old.path)
      on conflict (project_id, path) do update set node_id = excluded.node_id, left_at = excluded.left_at;
  end if;
  delete from former_paths where project_id = new.project_id and path = new.path;
  return null;
end $$;
create trigger take_path after insert on nodes for each row execute function nodes_leave_path();
create trigger leave_path after update on nodes for each row
  when ((old.project_id, old.path) is distinct from (new.project_id, new.path)) execute function nodes_leave_path();

create function projects_leave_slug() returns trigger language plpgsql security definer set search_path = colophon, pg_temp as $$
begin
  if tg_op = 'UPDATE' then
    insert into former_slugs (slug, project_id)
      select old.slug, new.id where not exists (select from projects where slug = old.slug)
      on conflict (slug) do update set project_id = excluded.project_id, left_at = excluded.left_at;
  end if;
  delete from former_slugs where slug = new.slug;
  return null;
end $$;
create trigger take_slug after insert on projects for each row execute function projects_leave_slug();
create trigger leave_slug after update on projects for each row
  when (old.slug is distinct from new.slug) execute function projects_leave_slug();

-- The author's own: from an address that no page has to wherever they say.
create table redirects (
  id uuid primary key default uuid_v7(),
  from_path text collate "C" not null
    constraint redirects_from_path_unique unique
    constraint redirects_from_path_length check (octet_length(from_path) between 2 and 2000)
    constraint redirects_from_path_shape check (from_path ~ '^/[^/\\\s?#][^\s?#]*$')
    constraint redirects_from_path_is_free check (from_path !~ '^/(api|files|studio)(/|$)'),
  to_path text collate "C" not null
    constraint redirects_to_path_length check (length(to_path) between 1 and 2000)
    constraint redirects_to_path_shape check (to_path ~ '^(/([^/\\\s]\S*)?|https?://[^\s/?#]+\S*|(mailto|tel):\S+)$'),
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now()
);
create index redirects_by_update on redirects (updated_at desc, id desc);
create trigger redirects_touch before update on redirects for each row execute function touch();

-- One change of redirects at a time, for two that are harmless alone may close a circle together. The lock is waited for
-- after the row was written: what the other transaction committed is then seen.
create function redirects_lead_somewhere() returns trigger language plpgsql as $$
declare
  place text := new.to_path;
begin
  perform pg_advisory_xact_lock(hashtext('colophon redirects'));
  loop
    place := substring(place from '^[^?#]*');
    if place = new.from_path then
      raise check_violation using constraint = 'redirects_lead_somewhere', message = 'the redirect comes back to where it begins';
    end if;
    select to_path into place from colophon.redirects where from_path = place;
    exit when not found;
  end loop;
  return null;
end $$;
create trigger lead_somewhere after insert or update of from_path, to_path on redirects
  for each row execute function redirects_lead_somewhere();

-- What is shown of a node is announced by the posts that make it shown: none is without a published post at it or below,
-- and that post announces where it is, and that it came or went. What is left is the name, which a post below shows too.
create or replace function announce_node() returns trigger language plpgsql security definer set search_path = colophon, pg_temp as $$
begin
  if tg_op = 'UPDATE' and (old.id, old.name) is distinct from (new.id, new.name) then
    perform announce('node:' || old.id, 'node:' || new.id,
      'project:' || old.project_id || ':titles', 'project:' || new.project_id || ':titles');
  end if;
  return null;
end $$;

create function announce_former_path() returns trigger language plpgsql security definer set search_path = colophon, pg_temp as $$
begin
  perform announce('project:' || old.project_id || ':moves', 'project:' || new.project_id || ':moves');
  return null;
end $$;

create function announce_former_slug() returns trigger language plpgsql security definer set search_path = colophon, pg_temp as $$
begin
  perform announce('projects');
  return null;
end $$;

create function announce_redirect() returns trigger language plpgsql security definer set search_path = colophon, pg_temp as $$
begin
  perform announce('redirects');
  return null;
end $$;

create trigger announce after insert or update or delete on former_paths for each row execute function announce_former_path();
create trigger announce after insert or update or delete on former_slugs for each row execute function announce_former_slug();
create trigger announce after insert or update or delete on redirects for each row execute function announce_redirect();
create trigger announce_truncate after truncate on former_paths for each statement execute function announce_all();
create trigger announce_truncate after truncate on former_slugs for each statement execute function announce_all();
create trigger announce_truncate after truncate on redirects for each statement execute function announce_all();
alter table former_paths enable always trigger announce, enable always trigger announce_truncate;
alter table former_slugs enable always trigger announce, enable always trigger announce_truncate;
alter table redirects enable always trigger announce, enable always trigger announce_truncate;

-- A way that leads to what is not published is none yet.
create view published.former_paths with (security_barrier) as
  select former.project_id, former.path, node.id as node_id, node.type, node.path as present_path, node.post_id
  from colophon.former_paths former
  join published.nodes node on node.id = former.node_id and node.project_id = former.project_id;

create view published.former_slugs with (security_barrier) as
  select slug, project_id from colophon.former_slugs;

create view published.redirects with (security_barrier) as
  select from_path, to_path from colophon.redirects;

grant select on published.former_paths, published.former_slugs, published.redirects to colophon_reader, colophon_writer;
grant select on former_paths, former_slugs to colophon_writer;
grant select, insert, update, delete on redirects to colophon_writer;
revoke execute on all functions in schema colophon from public;
