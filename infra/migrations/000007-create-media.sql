-- Images and documents: what was uploaded or brought in, and what we made of it.
set local search_path = colophon;

create table media (
  id uuid primary key default uuid_v7(),
  state text not null default 'awaiting_upload'
    constraint media_state_known check (state in ('awaiting_upload', 'processing', 'ready', 'failed')),
  failure text constraint media_failure_length check (length(failure) between 1 and 500),
  file_name text not null constraint media_file_name_length check (length(file_name) between 1 and 255),
  alternative_text text not null default '' constraint media_alternative_text_length check (length(alternative_text) <= 1000),
  -- Of the target: until when it is good, and for how much.
  upload_expires_at timestamptz(3),
  upload_limit_bytes integer,
  -- Known once it is stored, all of them: what it is, how it is called in the static files, and the hash of what is served.
  kind text constraint media_kind_known check (kind in ('image', 'document')),
  type text,
  bytes integer constraint media_bytes_range check (bytes > 0),
  sha256 text constraint media_sha256_shape check (sha256 ~ '^[0-9a-f]{64}$'),
  path text collate "C" constraint media_path_shape check (path ~ '^/files/[0-9a-f]{32}\.[a-z0-9]{1,5}$'),
  -- Known once it is processed. Those of a document are of its first page.
  width integer constraint media_width_range check (width between 1 and 1000000),
  height integer constraint media_height_range check (height between 1 and 1000000),
  pages integer constraint media_pages_range check (pages >= 1),
  placeholder text not null default '' constraint media_placeholder_length check (length(placeholder) <= 2048),
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now(),
  constraint media_stored_is_whole check (num_nulls(kind, type, bytes, sha256, path) in (0, 5)),
  constraint media_stored_when_processed check (state in ('awaiting_upload', 'failed') or path is not null),
  constraint media_ready_has_size check (state <> 'ready' or num_nulls(width, height) = 0),
  constraint media_failed_says_why check ((state = 'failed') = (failure is not null))
);
create index media_by_update on media (updated_at desc, id desc);
create index media_by_sha256 on media (sha256);
create index media_by_path on media (path);
create trigger media_touch before update on media for each row execute function touch();

create table media_variants (
  media_id uuid not null references media on delete cascade,
  type text not null constraint media_variants_type_known check (type in ('image/avif', 'image/webp')),
  width integer not null check (width between 1 and 100000),
  height integer not null check (height between 1 and 100000),
  bytes integer not null check (bytes > 0),
  path text collate "C" not null check (path ~ '^/files/[0-9a-f]{32}\.[a-z0-9]{1,5}$'),
  primary key (media_id, type, width)
);
create index media_variants_by_path on media_variants (path);

-- A row here means: to be processed, and not done yet. The message on the queue may be lost or come twice; this is not.
create table media_jobs (
  media_id uuid primary key references media on delete cascade,
  -- How often it was begun: what ends its process again and again is given up.
  attempts integer not null default 0,
  sends integer not null default 0,
  sent_at timestamptz(3) not null default now()
);
create index media_jobs_by_age on media_jobs (sent_at);

-- Files of media that was deleted, until they are gone, too.
create table media_leftovers (
  path text collate "C" primary key,
  since timestamptz(3) not null default now()
);

-- What stands in the way of deleting: rows whose foreign key names this media and holds it back, and Markdown that names one
-- of its files. Found in the catalogue, so that a table that comes later is known here at once. Revisions do not count: they
-- are what was, not what is shown.
create function media_uses(media_id uuid) returns table (place text, id text, name text)
  language plpgsql stable security definer set search_path = colophon, pg_temp as $$
declare
  reference record;
  writing record;
  file text;
begin
  for reference in
    select constraint_.conrelid::regclass as relation, relation.relname, attribute.attname
    from pg_constraint constraint_
    join pg_class relation on relation.oid = constraint_.conrelid
    join pg_attribute attribute on attribute.attrelid = constraint_.conrelid and attribute.attnum = constraint_.conkey[1]
    where constraint_.confrelid = 'colophon.media'::regclass and constraint_.contype = 'f' and constraint_.confdeltype in ('a', 'r')
  loop
    return query execute format(
      $q$select %L::text, coalesce(r->>'id', ''), coalesce(nullif(r->>'title', ''), r->>'name', r->>'slug', r->>'label', '')
         from (select to_jsonb(t) as r from %s t where %I = $1 limit 20) found$q$,
      reference.relname, reference.relation, reference.attname) using media_uses.media_id;
  end loop;
  for writing in
    select attribute.attrelid::regclass as relation, relation.relname, attribute.attname
    from pg_attribute attribute
    join pg_class relation on relation.oid = attribute.attrelid and relation.relkind in ('r', 'p')
    where relation.relnamespace = 'colophon'::regnamespace and attribute.attname like '%markdown' and not attribute.attisdropped
      and relation.relname not like '%revision%'
  loop
    for file in
      select m.path from media m where m.id = media_uses.media_id and m.path is not null
        -- The same file may be other media as well, which then keeps it.
        and not exists (select from media other where other.path = m.path and other.id <> m.id)
      union select v.path from media_variants v where v.media_id = media_uses.media_id
        and not exists (select from media_variants other where other.path = v.path and other.media_id <> v.media_id)
    loop
      return query execute format(
        $q$select %L::text, coalesce(r->>'id', ''), coalesce(nullif(r->>'title', ''), r->>'name', r->>'slug', r->>'label', '')
           from (select to_jsonb(t) as r from %s t where strpos(%I, $1) > 0 limit 20) found$q$,
        writing.relname, writing.relation, writing.attname) using file;
    end loop;
  end loop;
end $$;

-- What others show of media is a Picture, and only of media that is ready.
create function announce_media() returns trigger language plpgsql security definer set search_path = colophon, pg_temp as $$
declare
  was boolean := tg_op <> 'INSERT' and old.state = 'ready';
  becomes boolean := tg_op <> 'DELETE' and new.state = 'ready';
begin
  if not was and not becomes then
    return null;
  end if;
  if not (was and becomes)
     or (old.id, old.path, old.type, old.kind, old.width, old.height, old.alternative_text, old.placeholder)
        is distinct from (new.id, new.path, new.type, new.kind, new.width, new.height, new.alternative_text, new.placeholder) then
    perform announce('media:' || old.id, 'media:' || new.id);
  end if;
  return null;
end $$;

create function announce_media_variant() returns trigger language plpgsql security definer set search_path = colophon, pg_temp as $$
begin
  perform announce('media:' || old.media_id, 'media:' || new.media_id);
  return null;
end $$;

create trigger announce after insert or update or delete on media for each row execute function announce_media();
create trigger announce after insert or update or delete on media_variants for each row execute function announce_media_variant();
create trigger announce_truncate after truncate on media for each statement execute function announce_all();
create trigger announce_truncate after truncate on media_variants for each statement execute function announce_all();
alter table media enable always trigger announce, enable always trigger announce_truncate;
alter table media_variants enable always trigger announce, enable always trigger announce_truncate;

-- To be joined by whoever shows a picture: `left join published.pictures cover on cover.media_id = …`, and `cover.picture` is a
-- Picture as JSON. What was built with it carries the tag `media:<id>`, also while there is none: it may become ready.
create view published.pictures with (security_barrier) as
  select media.id as media_id,
    json_build_object('id', media.id,
      -- A document is shown by a picture of its first page.
      'path', case media.kind when 'document' then widest.path else media.path end,
      'type', case media.kind when 'document' then widest.type else media.type end,
      'width', case media.kind when 'document' then widest.width else media.width end,
      'height', case media.kind when 'document' then widest.height else media.height end,
      'alternativeText', media.alternative_text, 'placeholder', media.placeholder, 'variants', variants.list) as picture
  from colophon.media media
  cross join lateral (
    select coalesce(json_agg(json_build_object('path', path, 'type', type, 'width', width, 'height', height, 'bytes', bytes)
                             order by type, width), '[]') as list
    from colophon.media_variants where media_id = media.id) variants
  left join lateral (
    select path, type, width, height from colophon.media_variants
    where media_id = media.id and type = 'image/webp' order by width desc limit 1) widest on true
  where media.state = 'ready' and (media.kind = 'image' or widest.path is not null);

grant select on published.pictures to colophon_reader, colophon_writer;
grant select, insert, update, delete on media, media_variants, media_jobs, media_leftovers to colophon_writer;
revoke execute on function media_uses(uuid), announce_media(), announce_media_variant() from public;
grant execute on function media_uses(uuid) to colophon_writer;
