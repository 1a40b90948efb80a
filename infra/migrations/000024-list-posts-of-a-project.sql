-- The posts of one project, the newest first: for its feed and its part of the sitemap.
set local search_path = colophon;

create index posts_newest_of_project on posts (project_id, published_at desc, id desc) where status = 'published';

-- As published.newest. Of a tag within a project, the posts of the project are looked through: there are few of them.
create function published.newest_of_project(wanted text, with_tag text, before timestamptz, before_id uuid, most integer)
  returns table (id uuid, published_at timestamptz) language sql stable security definer rows 20 set search_path = colophon, pg_temp as $$
  select * from (
    select post.id, post.published_at from posts post
    where post.project_id = (select project.id from projects project where project.slug = wanted) and post.status = 'published'
      and (post.published_at, post.id) < (before, before_id) and (with_tag is null or with_tag = any (post.tags))
    order by post.published_at desc, post.id desc limit 101) page
  limit most
$$;

grant execute on function published.newest_of_project(text, text, timestamptz, uuid, integer) to colophon_reader, colophon_writer;
revoke execute on function published.newest_of_project(text, text, timestamptz, uuid, integer) from public;
