-- Lists of posts across projects, and the dates at which posts are to appear.
set local search_path = colophon;

create index posts_newest on posts (published_at desc, id desc) where status = 'published';
create index posts_due on posts (published_at, id) where status = 'scheduled';
-- The studio's lists, filtered.
create index posts_by_status on posts (status, updated_at desc, id desc);
create index posts_by_project on posts (project_id, updated_at desc, id desc);
create index posts_by_tag on posts using gin (tags);

-- Which published post has which tag; derived from posts by trigger, so that a tag's list is one range of one index and
-- its length is counted there. No foreign key: the trigger removes what goes, and a TRUNCATE of posts needs no word of this.
create table post_tags (
  post_id uuid not null,
  tag text collate "C" not null,
  published_at timestamptz(3) not null,
  constraint post_tags_once primary key (post_id, tag)
);
create index post_tags_in_order on post_tags (tag, published_at desc, post_id desc);

create function posts_keep_tags() returns trigger language plpgsql security definer set search_path = colophon, pg_temp as $$
begin
  if tg_op <> 'INSERT' and old.status = 'published' then
    delete from post_tags where post_id = old.id
      and (new.id is distinct from old.id or new.status is distinct from 'published' or tag <> all (new.tags));
  end if;
  if tg_op <> 'DELETE' and new.status = 'published' then
    insert into post_tags (post_id, tag, published_at) select distinct new.id, tag, new.published_at from unnest(new.tags) tag
      on conflict (post_id, tag) do update set published_at = excluded.published_at where post_tags.published_at <> excluded.published_at;
  end if;
  return null;
end $$;

create function posts_empty_tags() returns trigger language plpgsql security definer set search_path = colophon, pg_temp as $$
begin
  truncate post_tags;
  return null;
end $$;

create function announce_post_tag() returns trigger language plpgsql security definer set search_path = colophon, pg_temp as $$
begin
  perform announce('tagged:' || old.tag, 'tagged:' || new.tag);
  if tg_op <> 'UPDATE' or (old.tag, old.post_id) is distinct from (new.tag, new.post_id) then
    perform announce('tags');
  end if;
  return null;
end $$;

-- Beside announce_post: what lists show of a post. That includes when it was changed last, so a new body is a new card, too.
create function announce_post_lists() returns trigger language plpgsql security definer set search_path = colophon, pg_temp as $$
declare
  was boolean := tg_op <> 'INSERT' and old.status = 'published';
  becomes boolean := tg_op <> 'DELETE' and new.status = 'published';
begin
  if (was or becomes) and (was <> becomes
      or (old.id, old.project_id, old.path, old.title, old.summary, old.tags, old.published_at, old.updated_at)
         is distinct from
         (new.id, new.project_id, new.path, new.title, new.summary, new.tags, new.published_at, new.updated_at)) then
    perform announce('post:' || old.id || ':card', 'post:' || new.id || ':card', 'posts:cards');
  end if;
  return null;
end $$;

create trigger keep_tags after insert or delete or update of id, status, tags, published_at on posts
  for each row execute function posts_keep_tags();
create trigger keep_tags_truncate after truncate on posts for each statement execute function posts_empty_tags();
create trigger announce_lists after insert or update or delete on posts for each row execute function announce_post_lists();
create trigger announce after insert or update or delete on post_tags for each row execute function announce_post_tag();
create trigger announce_truncate after truncate on post_tags for each statement execute function announce_all();
alter table posts enable always trigger keep_tags, enable always trigger keep_tags_truncate, enable always trigger announce_lists;
alter table post_tags enable always trigger announce, enable always trigger announce_truncate;

insert into post_tags (post_id, tag, published_at)
  select distinct id, tag, published_at from posts, unnest(tags) tag where status = 'published';

-- Functions and not views, because an order does not reach through a security barrier: for the newest twenty all would be
-- read and sorted. They have their owner's rights and tell of nothing that is not published. The limit that is written out
-- lets them be planned for a page, whatever the parameter will be.
create function published.newest(before timestamptz, before_id uuid, most integer)
  returns table (id uuid, published_at timestamptz) language sql stable security definer rows 20 set search_path = colophon, pg_temp as $$
  select * from (
    select post.id, post.published_at from posts post
    where post.status = 'published' and (post.published_at, post.id) < (before, before_id)
    order by post.published_at desc, post.id desc limit 101) page
  limit most
$$;

create function published.newest_with_tag(wanted text, before timestamptz, before_id uuid, most integer)
  returns table (id uuid, published_at timestamptz) language sql stable security definer rows 20 set search_path = colophon, pg_temp as $$
  select * from (
    select listed.post_id, listed.published_at from post_tags listed
    where listed.tag = wanted and (listed.published_at, listed.post_id) < (before, before_id)
    order by listed.published_at desc, listed.post_id desc limit 101) page
  limit most
$$;

-- From each tag to the next by the index, and the posts of each counted in their range of it.
create function published.tag_counts()
  returns table (tag text, post_count bigint) language sql stable security definer rows 300 set search_path = colophon, pg_temp as $$
  with recursive known (tag) as (
    (select first.tag from post_tags first order by first.tag limit 1)
    union all
    select (select next.tag from post_tags next where next.tag > known.tag order by next.tag limit 1) from known where known.tag is not null)
  select known.tag, (select count(*) from post_tags counted where counted.tag = known.tag) from known where known.tag is not null
$$;

grant execute on function published.newest(timestamptz, uuid, integer), published.newest_with_tag(text, timestamptz, uuid, integer),
  published.tag_counts() to colophon_reader, colophon_writer;
revoke execute on function published.newest(timestamptz, uuid, integer), published.newest_with_tag(text, timestamptz, uuid, integer),
  published.tag_counts(), posts_keep_tags(), posts_empty_tags(), announce_post_tag(), announce_post_lists() from public;
grant select on post_tags to colophon_writer;
