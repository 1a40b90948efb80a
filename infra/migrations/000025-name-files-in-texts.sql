-- What a text names is shown with its size and its variants: which of the media these files are, and the pictures of those that
-- are ready. With its owner's rights, since the path of a file would reach no index through a view. How many are looked at is
-- bounded, as the text is; a file that is several media at once has a row for each.
set local search_path = colophon;

create function published.files_named_in(markdown text) returns table (path text, media_id uuid, picture json)
  language sql stable security definer set search_path = colophon, pg_temp as $$
  select named.path, found.id, pictures.picture
  from (
    select distinct name[1] collate "C" as path
    from regexp_matches(markdown, '/files/[0-9a-f]{32}\.[a-z0-9]{1,5}', 'g') name
    order by path limit 500) named
  left join lateral (
    select media.id from media where media.path = named.path
    union select variant.media_id from media_variants variant where variant.path = named.path) found on true
  left join published.pictures on pictures.media_id = found.id
$$;

revoke execute on function published.files_named_in(text) from public;
grant execute on function published.files_named_in(text) to colophon_reader, colophon_writer;
