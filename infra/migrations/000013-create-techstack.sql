-- What the author works with: categories of collections of items. Projects say which items they use.
set local search_path = colophon;

-- A child keeps the names of those above it, by which it refers to them: a new name cascades down by foreign key, and
-- each item that shows it changes as a row and is announced by itself.
create table techstack_categories (
  id uuid primary key default uuid_v7(),
  slug slug not null constraint techstack_categories_slug_unique unique,
  name text not null constraint techstack_categories_name_length check (length(name) between 1 and 200),
  position integer not null constraint techstack_categories_position_range check (position between 0 and 999999),
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now(),
  constraint techstack_categories_hand_down unique (id, name)
);

create table techstack_collections (
  id uuid primary key default uuid_v7(),
  category_id uuid not null,
  category_name text not null,
  slug slug not null,
  name text not null constraint techstack_collections_name_length check (length(name) between 1 and 200),
  position integer not null constraint techstack_collections_position_range check (position between 0 and 999999),
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now(),
  constraint techstack_collections_hand_down unique (id, name, category_name),
  constraint techstack_collections_slug_unique unique (category_id, slug),
  constraint techstack_collections_category foreign key (category_id, category_name)
    references techstack_categories (id, name) on update cascade on delete restrict
);

create table techstack_items (
  id uuid primary key default uuid_v7(),
  collection_id uuid not null,
  collection_name text not null,
  category_name text not null,
  slug slug not null,
  name text not null constraint techstack_items_name_length check (length(name) between 1 and 200),
  url text not null default ''
    constraint techstack_items_url_length check (length(url) <= 2000)
    constraint techstack_items_url_is_web_address check (url = '' or is_web_address(url)),
  description text not null default '' constraint techstack_items_description_length check (length(description) <= 2000),
  position integer not null constraint techstack_items_position_range check (position between 0 and 999999),
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now(),
  constraint techstack_items_slug_unique unique (collection_id, slug),
  constraint techstack_items_collection foreign key (collection_id, collection_name, category_name)
    references techstack_collections (id, name, category_name) on update cascade on delete restrict
);

create table techstack_uses (
  project_id uuid not null constraint techstack_uses_project references projects on delete cascade,
  item_id uuid not null constraint techstack_uses_item references techstack_items on delete restrict,
  -- In the order of the author.
  position integer not null constraint techstack_uses_count check (position between 1 and 100),
  constraint techstack_uses_once primary key (project_id, item_id)
);
create index techstack_uses_by_item on techstack_uses (item_id);

-- FOR KEY SHARE waits for one that is being renamed, and then reads its new name.
create function techstack_collections_inherit() returns trigger language plpgsql as $$
begin
  select name into new.category_name from colophon.techstack_categories where id = new.category_id for key share;
  if not found then
    raise foreign_key_violation using constraint = 'techstack_collections_category', message = 'there is no such category';
  end if;
  return new;
end $$;
create trigger techstack_collections_inherit before insert or update of category_id on techstack_collections
  for each row execute function techstack_collections_inherit();

create function techstack_items_inherit() returns trigger language plpgsql as $$
begin
  select name, category_name into new.collection_name, new.category_name
    from colophon.techstack_collections where id = new.collection_id for key share;
  if not found then
    raise foreign_key_violation using constraint = 'techstack_items_collection', message = 'there is no such collection';
  end if;
  return new;
end $$;
create trigger techstack_items_inherit before insert or update of collection_id on techstack_items
  for each row execute function techstack_items_inherit();

revoke execute on function techstack_collections_inherit(), techstack_items_inherit() from public;

create trigger techstack_categories_touch before update on techstack_categories for each row execute function touch();
create trigger techstack_collections_touch before update on techstack_collections for each row
  when ((old.category_id, old.slug, old.name, old.position) is distinct from (new.category_id, new.slug, new.name, new.position))
  execute function touch();
create trigger techstack_items_touch before update on techstack_items for each row
  when ((old.collection_id, old.slug, old.name, old.url, old.description, old.position)
        is distinct from (new.collection_id, new.slug, new.name, new.url, new.description, new.position))
  execute function touch();

create function announce_techstack_item() returns trigger language plpgsql security definer set search_path = colophon, pg_temp as $$
begin
  perform announce('techstack');
  -- What a project shows of it.
  if tg_op <> 'UPDATE' or (old.id, old.slug, old.name, old.url, old.collection_name, old.category_name)
                          is distinct from (new.id, new.slug, new.name, new.url, new.collection_name, new.category_name) then
    perform announce('techstack:' || old.id, 'techstack:' || new.id);
  end if;
  return null;
end $$;

create function announce_techstack_use() returns trigger language plpgsql security definer set search_path = colophon, pg_temp as $$
begin
  perform announce('project:' || old.project_id, 'project:' || new.project_id);
  return null;
end $$;
revoke all on function announce_techstack_item(), announce_techstack_use() from public;

create trigger announce after insert or update or delete on techstack_categories for each row execute function announce_tag('techstack');
create trigger announce after insert or update or delete on techstack_collections for each row execute function announce_tag('techstack');
create trigger announce after insert or update or delete on techstack_items for each row execute function announce_techstack_item();
create trigger announce after insert or update or delete on techstack_uses for each row execute function announce_techstack_use();
create trigger announce_truncate after truncate on techstack_categories for each statement execute function announce_all();
create trigger announce_truncate after truncate on techstack_collections for each statement execute function announce_all();
create trigger announce_truncate after truncate on techstack_items for each statement execute function announce_all();
create trigger announce_truncate after truncate on techstack_uses for each statement execute function announce_all();

alter table techstack_categories enable always trigger announce, enable always trigger announce_truncate;
alter table techstack_collections enable always trigger announce, enable always trigger announce_truncate;
alter table techstack_items enable always trigger announce, enable always trigger announce_truncate;
alter table techstack_uses enable always trigger announce, enable always trigger announce_truncate;

select watch('techstack_categories'), watch('techstack_collections', 'category_name'),
  watch('techstack_items', 'category_name', 'collection_name'), watch('techstack_uses');

set local search_path = published;

create view techstack_categories with (security_barrier) as
  select id, slug, name, position, created_at, updated_at from colophon.techstack_categories;

create view techstack_collections with (security_barrier) as
  select id, category_id, slug, name, position, created_at, updated_at from colophon.techstack_collections;

create view techstack_items with (security_barrier) as
  select id, collection_id, collection_name, category_name, slug, name, url, description, position, created_at, updated_at
  from colophon.techstack_items;

create view techstack_uses with (security_barrier) as
  select project_id, item_id, position from colophon.techstack_uses;

grant select on techstack_categories, techstack_collections, techstack_items, techstack_uses to colophon_reader, colophon_writer;
grant select, insert, update, delete on colophon.techstack_categories, colophon.techstack_collections, colophon.techstack_items,
  colophon.techstack_uses to colophon_writer;
