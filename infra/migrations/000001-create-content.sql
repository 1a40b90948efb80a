-- Content: what the author writes and readers read. Third gate of every value.
create schema colophon;
revoke all on schema colophon from public;
set local search_path = colophon;

create domain slug as text collate "C"
  check (value ~ '^[a-z0-9]+([-_][a-z0-9]+)*$' and length(value) between 1 and 100);

-- UUIDv7 as RFC 9562 lays it out: 48 bits of Unix milliseconds, then version, variant and 74 random bits.
-- Ours, because Postgres has its own only since 18 and we support 16.
create function uuid_v7() returns uuid language sql volatile parallel safe as $$
  select encode(
    set_bit(set_bit(
      overlay(uuid_send(gen_random_uuid())
              placing substring(int8send((extract(epoch from clock_timestamp()) * 1000)::bigint) from 3)
              from 1 for 6),
      52, 1), 53, 1), 'hex')::uuid
$$;

create function are_slugs(words text[]) returns boolean language sql immutable parallel safe as $$
  select coalesce(bool_and(word is not null and word ~ '^[a-z0-9]+([-_][a-z0-9]+)*$' and length(word) <= 100), true) from unnest(words) word
$$;

create table sites (
  id boolean primary key default true constraint sites_is_one check (id),
  title text not null constraint sites_title_length check (length(title) between 1 and 200),
  tagline text not null default '' constraint sites_tagline_length check (length(tagline) <= 300),
  description text not null default '' constraint sites_description_length check (length(description) <= 2000),
  author text not null default '' constraint sites_author_length check (length(author) <= 200),
  menu jsonb not null default '[]' constraint sites_menu_is_list check (jsonb_typeof(menu) = 'array' and jsonb_array_length(menu) <= 20),
  updated_at timestamptz(3) not null default now()
);

create table projects (
  id uuid primary key default uuid_v7(),
  slug slug not null constraint projects_slug_unique unique,
  name text not null constraint projects_name_length check (length(name) between 1 and 200),
  type text not null default '' constraint projects_type_length check (length(type) <= 100),
  description text not null default '' constraint projects_description_length check (length(description) <= 5000),
  position integer not null default 0 constraint projects_position_range check (position between 0 and 999999),
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now()
);
create index projects_in_order on projects (position, name, id);

-- The navigation tree. Path and order are materialised from the root down: a child refers to its parent by all that
-- it inherits, so a move or a new name cascades through the subtree by foreign key, and a lost update is impossible.
-- A sort key ends in '/' at each level; '0' is the next character, which makes a subtree one range of keys.
create table nodes (
  id uuid primary key default uuid_v7(),
  project_id uuid not null,
  parent_id uuid,
  parent_path text collate "C",
  parent_sort_key text collate "C",
  type text not null constraint nodes_type_known check (type in ('page', 'section')),
  -- A page without a name shows the title of its post.
  name text constraint nodes_name_length check (length(name) between 1 and 200),
  slug slug not null,
  position integer not null default 0 constraint nodes_position_range check (position between 0 and 999999),
  path text collate "C" not null generated always as
    (case when parent_path is null then slug::text else parent_path || '/' || slug::text end) stored,
  sort_key text collate "C" not null generated always as
    (coalesce(parent_sort_key, '') || lpad(position::text, 6, '0') || slug::text || '/') stored,
  constraint nodes_section_has_name check (type = 'page' or name is not null),
  constraint nodes_parent_is_whole check (num_nulls(parent_id, parent_path, parent_sort_key) in (0, 3)),
  constraint nodes_depth check (cardinality(string_to_array(path, '/')) <= 8),
  constraint nodes_inherit unique (project_id, id, path, sort_key),
  constraint nodes_path_unique unique (project_id, path),
  constraint nodes_parent foreign key (project_id, parent_id, parent_path, parent_sort_key)
    references nodes (project_id, id, path, sort_key) on update cascade on delete restrict
);
create index nodes_by_parent on nodes (project_id, parent_id);

-- FOR KEY SHARE waits for a parent that is being moved and then reads where it is.
create function nodes_inherit_from_parent() returns trigger language plpgsql as $$
declare parent record;
begin
  if new.parent_id is null then
    new.parent_path := null;
    new.parent_sort_key := null;
    return new;
  end if;
  select path, sort_key, type into parent from colophon.nodes
    where id = new.parent_id and project_id = new.project_id for key share;
  if not found then
    raise foreign_key_violation using constraint = 'nodes_parent', message = 'the parent is not in this project';
  end if;
  if parent.type <> 'section' then
    raise check_violation using constraint = 'nodes_parent_is_section', message = 'a parent must be a section';
  end if;
  if tg_op = 'UPDATE' and (parent.path = old.path or starts_with(parent.path, old.path || '/')) then
    raise check_violation using constraint = 'nodes_no_cycle', message = 'a section cannot move below itself';
  end if;
  new.parent_path := parent.path;
  new.parent_sort_key := parent.sort_key;
  return new;
end $$;
create trigger nodes_inherit before insert or update of parent_id, project_id on nodes
  for each row execute function nodes_inherit_from_parent();

create function nodes_keep_type() returns trigger language plpgsql as $$
begin
  raise check_violation using constraint = 'nodes_type_is_final', message = 'the type of a node does not change';
end $$;
create trigger nodes_keep_type before update of type on nodes
  for each row when (old.type is distinct from new.type) execute function nodes_keep_type();

create table posts (
  id uuid primary key default uuid_v7(),
  project_id uuid not null references projects on delete cascade,
  -- Its place in the tree, with what follows from it. A draft may have none.
  node_id uuid constraint posts_node_unique unique,
  path text collate "C",
  sort_key text collate "C",
  title text not null default '' constraint posts_title_length check (length(title) <= 200),
  summary text not null default '' constraint posts_summary_length check (length(summary) <= 1000),
  body_markdown text not null default '' constraint posts_body_markdown_length check (length(body_markdown) <= 500000),
  tags text[] not null default '{}'
    constraint posts_tags_are_slugs check (are_slugs(tags))
    constraint posts_tags_count check (cardinality(tags) <= 20),
  status text not null default 'draft' constraint posts_status_known check (status in ('draft', 'scheduled', 'published')),
  published_at timestamptz(3),
  revision integer not null default 1,
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now(),
  constraint posts_place_is_whole check (num_nulls(node_id, path, sort_key) in (0, 3)),
  constraint posts_published_has_place check (status = 'draft' or node_id is not null),
  constraint posts_published_has_title check (status = 'draft' or title ~ '\S'),
  constraint posts_published_has_body check (status = 'draft' or body_markdown ~ '\S'),
  constraint posts_published_has_date check (status = 'draft' or published_at is not null),
  constraint posts_place foreign key (project_id, node_id, path, sort_key)
    references nodes (project_id, id, path, sort_key) on update cascade on delete set null (node_id, path, sort_key)
);
-- Only here, after the one of posts: of a project that goes the posts go first, before their places are taken from them.
alter table nodes add constraint nodes_project foreign key (project_id) references projects on delete cascade;
create unique index posts_by_path on posts (project_id, path) where status = 'published';
create index posts_in_order on posts (project_id, sort_key) include (id) where status = 'published';
create index posts_by_update on posts (updated_at desc, id desc);

create function posts_take_place() returns trigger language plpgsql as $$
begin
  select path, sort_key into new.path, new.sort_key from colophon.nodes
    where id = new.node_id and project_id = new.project_id and type = 'page' for key share;
  if new.node_id is not null and not found then
    raise foreign_key_violation using constraint = 'posts_place', message = 'the node is not a page of this project';
  end if;
  return new;
end $$;
create trigger posts_take_place before insert or update of node_id, project_id on posts
  for each row execute function posts_take_place();

-- A revision counts what the author changed; a path that moved with its section is no change of the post.
create function posts_count_revision() returns trigger language plpgsql as $$
begin
  if new.revision = old.revision then new.revision := old.revision + 1; end if;
  new.updated_at := now();
  return new;
end $$;
create trigger posts_count_revision before update on posts for each row
  when ((old.title, old.summary, old.body_markdown, old.tags, old.status, old.published_at, old.node_id, old.revision)
        is distinct from
        (new.title, new.summary, new.body_markdown, new.tags, new.status, new.published_at, new.node_id, new.revision))
  execute function posts_count_revision();

create function touch() returns trigger language plpgsql as $$
begin
  new.updated_at := now();
  return new;
end $$;
create trigger sites_touch before update on sites for each row execute function touch();
create trigger projects_touch before update on projects for each row execute function touch();
