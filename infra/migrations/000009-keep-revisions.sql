set local search_path = colophon;

-- Which picture stands for it. The picture is kept in media, which refers to nothing here.
alter table projects add column cover_media_id uuid;
alter table posts add column cover_media_id uuid;

drop trigger posts_count_revision on posts;
create trigger posts_count_revision before update on posts for each row
  when ((old.title, old.summary, old.body_markdown, old.tags, old.cover_media_id, old.status, old.published_at, old.node_id, old.revision)
        is distinct from
        (new.title, new.summary, new.body_markdown, new.tags, new.cover_media_id, new.status, new.published_at, new.node_id, new.revision))
  execute function posts_count_revision();

-- Who is at work: whom the transaction names, else whoever is connected.
create function who() returns text language sql stable as $$
  select coalesce(nullif(current_setting('colophon.author', true), ''), session_user)
$$;

-- Each state that a post was saved in, whole. Also a change by hand leaves one.
create table post_revisions (
  post_id uuid not null constraint post_revisions_post references posts on update cascade on delete cascade,
  revision integer not null,
  slug text not null,
  title text not null,
  summary text not null,
  body_markdown text not null,
  tags text[] not null,
  cover_media_id uuid,
  status text not null,
  published_at timestamptz(3),
  author text not null default who(),
  created_at timestamptz(3) not null default now(),
  primary key (post_id, revision)
);

-- A revision that a hand set back to an earlier number takes its place: what is kept is what was last saved under it.
create function posts_keep_revision() returns trigger language plpgsql security definer set search_path = colophon, pg_temp as $$
begin
  insert into post_revisions (post_id, revision, slug, title, summary, body_markdown, tags, cover_media_id, status, published_at)
    values (new.id, new.revision, coalesce(substring(new.path from '[^/]*$'), ''), new.title, new.summary, new.body_markdown, new.tags,
      new.cover_media_id, new.status, new.published_at)
    on conflict (post_id, revision) do update set slug = excluded.slug, title = excluded.title, summary = excluded.summary,
      body_markdown = excluded.body_markdown, tags = excluded.tags, cover_media_id = excluded.cover_media_id, status = excluded.status,
      published_at = excluded.published_at, author = excluded.author, created_at = excluded.created_at;
  return null;
end $$;
create trigger begin_revisions after insert on posts for each row execute function posts_keep_revision();
create trigger keep_revision after update on posts for each row
  when (old.revision is distinct from new.revision) execute function posts_keep_revision();
alter table posts enable always trigger begin_revisions, enable always trigger keep_revision;

insert into post_revisions (post_id, revision, slug, title, summary, body_markdown, tags, status, published_at, created_at)
  select id, revision, coalesce(substring(path from '[^/]*$'), ''), title, summary, body_markdown, tags, status, published_at, updated_at from posts;

-- As before; and what its neighbours show of a post, its title and path, has a tag of its own.
create or replace function announce_post() returns trigger language plpgsql security definer set search_path = colophon, pg_temp as $$
declare
  was boolean := tg_op <> 'INSERT' and old.status = 'published';
  becomes boolean := tg_op <> 'DELETE' and new.status = 'published';
begin
  if not was and not becomes then
    return null;
  end if;
  perform announce('post:' || old.id, 'post:' || new.id);
  if not (was and becomes) or old.project_id <> new.project_id or old.id <> new.id then
    perform announce('post:' || old.id || ':card', 'post:' || new.id || ':card', 'post:' || old.id || ':name', 'post:' || new.id || ':name', 'posts',
      'project:' || old.project_id || ':tree', 'project:' || new.project_id || ':tree',
      'project:' || old.project_id || ':card', 'project:' || new.project_id || ':card',
      'project:' || old.project_id || ':titles', 'project:' || new.project_id || ':titles', 'projects:cards');
  elsif (old.title, old.summary, old.path, old.sort_key, old.published_at, old.cover_media_id)
        is distinct from (new.title, new.summary, new.path, new.sort_key, new.published_at, new.cover_media_id) then
    perform announce('post:' || new.id || ':card');
    if (old.title, old.path) is distinct from (new.title, new.path) then perform announce('post:' || new.id || ':name'); end if;
    if old.published_at is distinct from new.published_at then perform announce('posts'); end if;
    if old.title <> new.title then perform announce('project:' || new.project_id || ':titles'); end if;
    if (old.path, old.sort_key, old.node_id) is distinct from (new.path, new.sort_key, new.node_id) then
      perform announce('project:' || new.project_id || ':tree');
    end if;
  end if;
  return null;
end $$;

grant select on post_revisions to colophon_writer;
revoke execute on all functions in schema colophon from public;
