-- A text names files, and a file may become other media than it is by now: a second upload of the same bytes, begun earlier and
-- ready later, is shown from then on. What a text was built from is therefore the name, whoever has it, and the name is announced.
set local search_path = colophon;

create function file_tag(path text) returns text language sql immutable as $$
  select 'file:' || substring(path from '[^/]*$')
$$;

-- Names of this media's files: the one that was stored and each variant. A text that names any of them shows the same picture.
create function file_tags(media uuid) returns text[] language sql stable as $$
  select array_agg(colophon.file_tag(path)) from (
    select path from colophon.media where media.id = file_tags.media and path is not null
    union all select path from colophon.media_variants where media_id = file_tags.media) file
$$;

create or replace function announce_media() returns trigger language plpgsql security definer set search_path = colophon, pg_temp as $$
declare
  was boolean := tg_op <> 'INSERT' and old.state = 'ready';
  becomes boolean := tg_op <> 'DELETE' and new.state = 'ready';
begin
  if not was and not becomes then
    return null;
  end if;
  if not (was and becomes)
     or (old.id, old.path, old.type, old.kind, old.width, old.height, old.alternative_text, old.placeholder, old.bytes, old.pages)
        is distinct from (new.id, new.path, new.type, new.kind, new.width, new.height, new.alternative_text, new.placeholder, new.bytes, new.pages) then
    perform announce(variadic array['media:' || old.id, 'media:' || new.id, 'media', file_tag(old.path)]
      || file_tags(old.id) || file_tags(new.id));
  end if;
  return null;
end $$;

create or replace function announce_media_variant() returns trigger language plpgsql security definer set search_path = colophon, pg_temp as $$
begin
  perform announce(variadic array['media:' || old.media_id, 'media:' || new.media_id, 'media', file_tag(old.path)]
    || file_tags(old.media_id) || file_tags(new.media_id));
  return null;
end $$;

revoke execute on function file_tag(text), file_tags(uuid) from public;
